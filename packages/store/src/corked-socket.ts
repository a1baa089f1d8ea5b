import { connect, type Socket } from 'node:net'

interface Target {
  readonly host: readonly string[] | string
  readonly port: readonly number[] | number
  readonly path?: string | undefined
}

/**
 * A socket to Postgres that sends what is written in one turn of the event loop with one system call. postgres.js writes
 * each statement of a pipeline by itself; together they cost a third of the time of a small transaction.
 */
export function corkedSocket({ host, port, path }: Target): Socket {
  const socket = path
    ? connect({ path })
    : connect({ host: [host].flat()[0] ?? 'localhost', port: [port].flat()[0] ?? 5432 })
  socket.setNoDelay(true)
  const write = socket.write.bind(socket) as (...parameters: unknown[]) => boolean
  let corked = false
  socket.write = ((...parameters: unknown[]) => {
    if (!corked) {
      corked = true
      socket.cork()
      process.nextTick(() => {
        corked = false
        socket.uncork()
      })
    }
    return write(...parameters)
  }) as typeof socket.write
  return socket
}
