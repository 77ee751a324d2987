// A local AT Protocol network (directory, personal data server, app view) in this one process.
// Argument: JSON {ports: {introspect, plc, pds, appview, ozone}, ready: FILE}. Once all of it
// listens, FILE holds JSON with the addresses. It lives in memory and ends with the process.
import fs from 'node:fs'
import net from 'node:net'

const { ports, ready } = JSON.parse(process.argv[2])

// The servers would listen on every interface; whatever they ask for, they get the loopback.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...asked) {
  const [first] = asked
  const named = first !== null && typeof first === 'object' ? first.port : first
  const port = typeof named === 'function' ? 0 : Number(named ?? 0)
  if (!Number.isInteger(port)) throw new Error(`refused to listen on ${named}`)
  const callbacks = asked.filter((one) => typeof one === 'function')
  return listen.call(this, { port, host: '127.0.0.1' }, ...callbacks)
}

// Imported only now: a static import would run before the lines above.
const { TestNetwork, mockMailer } = await import('@atproto/dev-env')
const network = await TestNetwork.create({
  dbPostgresSchema: 'bsky',
  introspect: { port: ports.introspect },
  plc: { port: ports.plc },
  pds: { port: ports.pds, hostname: 'localhost', enableDidDocWithSession: true },
  bsky: {
    port: ports.appview,
    publicUrl: `http://localhost:${ports.appview}`,
    dbPostgresSchema: 'bsky',
  },
  ozone: { port: ports.ozone, dbMaterializedViewRefreshIntervalMs: 30_000 },
})
mockMailer(network.pds)

const place = { pds: network.pds.url, plc: network.plc.url, appview: network.bsky.url }
fs.writeFileSync(`${ready}.part`, JSON.stringify(place))
fs.renameSync(`${ready}.part`, ready)
process.on('SIGTERM', () => process.exit(0))
