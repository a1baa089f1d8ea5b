import { addDays } from '../calendar/calendar-date.ts'
import { type WorkingCalendar, workingDays } from '../calendar/working-calendar.ts'

/** Some six years: what would be done later is not planned to the day. */
const mostWorkDays = 1_500
/** Sums of fractions of days meet whole days but for this. */
const rounding = 1e-6

/** Working days counted from today, which is day 0 if people work then: 1.5 is the middle of the second one. */
export class WorkDays {
  readonly #dates: readonly string[]

  constructor(calendar: WorkingCalendar, today: string) {
    const isWorking = workingDays(calendar)
    const dates: string[] = []
    // Of a calendar whose holidays leave hardly a day, no more is looked at than ten years.
    for (let day = 0; dates.length < mostWorkDays && day < 3_660; day++) {
      const date = addDays(today, day)
      if (isWorking(date)) dates.push(date)
    }
    this.#dates = dates
  }

  /** The day on which what begins at this time begins; undefined beyond what is planned to the day. */
  startOf(at: number): string | undefined {
    return this.#dates[Math.floor(at + rounding)]
  }

  /** The day on which what ends at this time ends: at the end of a day, not at the beginning of the next. */
  endOf(at: number): string | undefined {
    return this.#dates[Math.max(0, Math.ceil(at - rounding) - 1)]
  }

  /** When a day begins: that of the next working day if nobody works then, 0 for days before today. */
  beginningOf(date: string): number {
    const at = this.#dates.findIndex((one) => one >= date)
    return at < 0 ? this.#dates.length : at
  }

  /** When a day is over: 0 for days before today. */
  closeOf(date: string): number {
    const at = this.#dates.findIndex((one) => one > date)
    return at < 0 ? this.#dates.length : at
  }
}
