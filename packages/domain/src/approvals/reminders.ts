import type { Approval } from '../entities/approval.ts'

type Plan = Pick<Approval, 'remindEveryMs' | 'remindAt' | 'expiresAt'>

/** When it is reminded of next, after an instant; null: not any more. What was missed is not made up for. */
export function nextReminder(
  { remindEveryMs, remindAt, expiresAt }: Plan,
  after: string,
  begun: string,
): string | null {
  const times = remindAt.filter((at) => at > after)
  if (remindEveryMs !== null) {
    const passed = Math.max(0, Math.floor((Date.parse(after) - Date.parse(begun)) / remindEveryMs))
    const next = Date.parse(begun) + (passed + 1) * remindEveryMs
    // Beyond the last day that a date can have there is no reminder.
    if (next < 8_640_000_000_000_000) times.push(new Date(next).toISOString())
  }
  const next = times.sort()[0] ?? null
  return next !== null && (expiresAt === null || next < expiresAt) ? next : null
}
