"""The demo: a simulated brand"s network, which is also the network of the chaos tests."""

from social_care.connectors.demo.connector import (
    MENTIONS,
    OWN_POSTS,
    Demo,
    DemoControl,
    DemoWorld,
    PostedRecord,
)

__all__ = ["MENTIONS", "OWN_POSTS", "Demo", "DemoControl", "DemoWorld", "PostedRecord"]
