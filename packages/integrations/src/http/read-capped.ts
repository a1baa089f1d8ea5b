import { ConnectorError } from '../connector-error.ts'

/** The body as text, or an error as soon as it is longer than allowed: the length that was announced need not be true. */
export async function readCapped(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > maxBytes) throw new ConnectorError('http', 'permanent', `the answer is longer than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
