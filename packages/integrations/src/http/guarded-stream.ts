import { ConnectorError } from '../connector-error.ts'
import { type GuardedRequest, type GuardedResponse, prepareRequest } from './guarded-fetch.ts'
import { agentFor } from './kept-connections.ts'

/**
 * As {@link guardedFetch}, for answers that are read while they come: the sender need not end them. Time and size are those of the whole
 * answer; whoever has read enough cancels the body.
 * @param ended is told once the body is at its end, and of what has gone wrong with it
 */
export async function guardedStream(
  input: Omit<GuardedRequest, 'connections'>,
  ended: (error: ConnectorError | null) => void,
): Promise<Omit<GuardedResponse, 'body'> & { readonly body: ReadableStream<Uint8Array> }> {
  const { peer, timeoutMs, maxBytes, send, named } = await prepareRequest(input)
  const agent = agentFor(peer, 1, timeoutMs)
  const leave = () => agent.destroy().catch(() => undefined)
  try {
    const { body, ...answer } = await send(agent)
    const pieces = body[Symbol.asyncIterator]()
    let size = 0
    let unwanted = false
    const end = async (error: ConnectorError | null) => {
      await leave()
      if (!unwanted) ended(error)
    }
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        try {
          const { value, done } = await pieces.next()
          if (done) {
            await end(null)
            return controller.close()
          }
          size += value.byteLength
          if (size > maxBytes)
            throw new ConnectorError('http', 'permanent', `the answer is longer than ${maxBytes} bytes`)
          controller.enqueue(value)
        } catch (error) {
          const told = named(error)
          await end(told)
          controller.error(told)
        }
      },
      async cancel() {
        unwanted = true
        await leave()
      },
    })
    return { ...answer, body: stream }
  } catch (error) {
    await leave()
    throw named(error)
  }
}
