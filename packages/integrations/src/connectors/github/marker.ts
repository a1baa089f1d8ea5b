const pattern = /(?:\r?\n){0,2}<!-- orchestrator:([\w.:-]{1,100}) -->/g

/** What people wrote, and what we hid in it. */
export function withoutMarker(body: string | null | undefined): { text: string | null; marker: string | null } {
  let marker: string | null = null
  const text = (body ?? '').replace(/\r\n?/g, '\n').replace(pattern, (_all, found: string) => {
    marker ??= found
    return ''
  })
  return { text: text === '' ? null : text, marker }
}

export function withMarker(text: string | null | undefined, marker: string | null): string {
  // A text that was copied from there brings the marker of what it was copied from.
  const own = withoutMarker(text).text ?? ''
  if (marker === null) return own
  return `${own === '' ? '' : `${own}\n\n`}<!-- orchestrator:${marker} -->`
}
