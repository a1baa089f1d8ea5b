import { addDays, CalendarDate } from '@orchestrator/domain'

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

export const todayIn = (zone: string, now: Date): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now)

/** A day as people say it: `today`, `tomorrow`, `friday`, `in 3 days`, `2027-01-31`. @returns null: it is none */
export function readDay(words: string, today: string): string | null {
  const text = words.trim().toLowerCase()
  if (text === 'today') return today
  if (text === 'tomorrow') return addDays(today, 1)
  if (text === 'next week') return addDays(today, 7)
  const named = weekdays.findIndex((day) => text.length >= 3 && day.startsWith(text.replace(/^next /, '')))
  if (named !== -1) {
    const ahead = (named - new Date(`${today}T00:00:00Z`).getUTCDay() + 7) % 7
    return addDays(today, ahead === 0 ? 7 : ahead)
  }
  const later = /^in (\d{1,3}) (days?|weeks?)$/.exec(text)
  if (later) return addDays(today, Number(later[1]) * (later[2]?.startsWith('w') ? 7 : 1))
  return CalendarDate.safeParse(text).success ? text : null
}
