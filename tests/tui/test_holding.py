"""Claims: kept while somebody writes, given back twenty seconds after a conversation is left."""

from social_care.tui.holding import Holding


def test_a_claim_that_was_left_is_due_in_time() -> None:
    holding = Holding()
    holding.took(7)
    holding.left(7, give_back_at=20)
    assert holding.due(19) == []
    assert holding.due(20) == [7]


def test_coming_back_keeps_the_claim() -> None:
    holding = Holding()
    holding.took(7)
    holding.left(7, give_back_at=20)
    holding.back(7)
    assert holding.due(100) == []
    assert holding.held == {7}


def test_leaving_twice_does_not_prolong_it() -> None:
    holding = Holding()
    holding.took(7)
    holding.left(7, give_back_at=20)
    holding.left(7, give_back_at=90)
    assert holding.due(20) == [7]


def test_what_is_not_ours_is_never_given_back() -> None:
    holding = Holding()
    holding.left(7, give_back_at=20)
    assert holding.due(100) == []


def test_a_lost_claim_is_forgotten() -> None:
    holding = Holding()
    holding.took(7)
    holding.left(7, give_back_at=20)
    holding.lost(7)
    assert holding.due(100) == []
    assert holding.held == set()
