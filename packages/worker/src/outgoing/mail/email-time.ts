import { channelsOf, nextOccurrences } from '@orchestrator/domain'
import type { DigestPlan, DueDigest, EmailPlan, OwnPreferences, UnplannedNotification } from '@orchestrator/store'
import { digestFrom } from '@orchestrator/store'

/** Who has set up e-mail only now is not sent all of the past. */
const tooOld = 3 * 24 * 3_600_000

/** When a notification goes out by e-mail, as its member wishes. */
export function planOf({ kind, createdAt, preferences }: UnplannedNotification, now: Date): EmailPlan {
  const { email } = channelsOf(preferences, kind)
  if (email === 'off' || now.getTime() - Date.parse(createdAt) > tooOld) return null
  if (email === 'immediately') return { at: now.toISOString(), digest: false }
  return { at: nextDigest(now, preferences, email === 'weekly').toISOString(), digest: true }
}

/** Whether a member's digest of work goes out, and when the next one does. */
export function planDigest({ dueAt, lastAt, preferences }: Omit<DueDigest, 'memberId'>, now: Date): DigestPlan {
  const { email } = channelsOf(preferences, 'work_digest')
  if (email === 'off') return { send: null, nextAt: null }
  const weekly = email !== 'daily'
  const due = dueAt === null ? null : new Date(dueAt)
  const nextAt = nextDigest(due !== null && due > now ? due : now, preferences, weekly).toISOString()
  if (dueAt === null || due === null || now.getTime() - due.getTime() > tooOld) return { send: null, nextAt }
  return { send: { from: digestFrom(due, lastAt, weekly), until: dueAt }, nextAt }
}

/** The next time that it is the hour (and the day of the week) of digests where the member is. */
export function nextDigest(
  now: Date,
  { digestHour, digestWeekday, timeZone }: Omit<OwnPreferences, 'kinds'>,
  weekly: boolean,
): Date {
  // 0 is Sunday to cron, 7 is to people.
  const cron = `0 ${digestHour} * * ${weekly ? digestWeekday % 7 : '*'}`
  const [at] = nextOccurrences({ cron }, timeZone, now.getTime(), 1)
  if (at === undefined) throw new Error('there is no next day')
  return new Date(at)
}
