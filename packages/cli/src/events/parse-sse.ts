/** One message of a server-sent event stream. */
export interface SseMessage {
  id: string | undefined
  event: string
  data: string
}

/** Splits a response body into its messages; comments and half a message at the end are dropped. */
export async function* parseSse(body: AsyncIterable<Uint8Array>): AsyncGenerator<SseMessage> {
  const decoder = new TextDecoder()
  let buffer = ''
  let message: { id?: string; event?: string; data: string[] } = { data: [] }
  for await (const chunk of body) {
    buffer += decoder.decode(chunk, { stream: true })
    let end = buffer.search(/\r\n|\n/)
    while (end >= 0) {
      const line = buffer.slice(0, end)
      buffer = buffer.slice(end + (buffer[end] === '\r' ? 2 : 1))
      end = buffer.search(/\r\n|\n/)
      if (line === '') {
        if (message.data.length > 0 || message.id !== undefined) {
          yield { id: message.id, event: message.event ?? 'message', data: message.data.join('\n') }
        }
        message = { data: [] }
        continue
      }
      const colon = line.indexOf(':')
      if (colon === 0) continue
      const name = colon < 0 ? line : line.slice(0, colon)
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
      if (name === 'data') message.data.push(value)
      else if (name === 'id') message.id = value
      else if (name === 'event') message.event = value
    }
  }
}
