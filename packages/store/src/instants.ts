const utc = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?\+00(:00)?$/

/** An instant as Postgres prints it (in text or in JSON), as ISO text in UTC with milliseconds. */
export function toInstant(text: string): string {
  // Sessions are in UTC, and a Date costs twenty times as much.
  const parts = utc.exec(text)
  if (parts) return `${text.slice(0, 10)}T${text.slice(11, 19)}.${(parts[1] ?? '.').slice(1, 4).padEnd(3, '0')}Z`
  return new Date(text.length > 10 ? text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00') : text).toISOString()
}
