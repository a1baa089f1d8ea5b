/** One field of a form, as bytes: a message is in no certain encoding. */
interface FormPart {
  readonly name: string
  readonly body: Buffer
}

const mostParts = 200

/** The fields of a `multipart/form-data` body; null: it is none. */
export function readMultipart(contentType: string, body: Uint8Array): FormPart[] | null {
  const boundary = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType)
  const mark = boundary?.[1] ?? boundary?.[2]
  if (mark === undefined) return null
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const delimiter = Buffer.from(`\r\n--${mark}`)
  const parts: FormPart[] = []
  // The first delimiter has no line before it.
  let at = bytes.indexOf(delimiter.subarray(2))
  if (at < 0) return null
  at += delimiter.length - 2
  while (parts.length < mostParts && bytes.toString('latin1', at, at + 2) === '\r\n') {
    const end = bytes.indexOf(delimiter, at)
    if (end < 0) break
    const headEnd = bytes.indexOf('\r\n\r\n', at)
    if (headEnd >= 0 && headEnd < end) {
      const name = /^content-disposition:[^\r\n]*?\bname="([^"]*)"/im.exec(bytes.toString('latin1', at, headEnd))?.[1]
      if (name !== undefined) parts.push({ name, body: bytes.subarray(headEnd + 4, end) })
    }
    at = end + delimiter.length
  }
  return parts
}
