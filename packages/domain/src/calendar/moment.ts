/**
 * Whether a text is a day (`2026-11-28`) or an instant with its zone (RFC 3339, `2026-11-28T09:00:00Z`). JavaScript reads others too, and
 * gives them a year or this machine's zone of its own choice.
 */
export function isMoment(text: string): boolean {
  const [, day] = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/i.exec(text) ?? []
  if (day === undefined || Number.isNaN(Date.parse(text))) return false
  // 30 February would be the second day of March.
  const start = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(start.getTime()) && start.toISOString().startsWith(day)
}
