import * as z from 'zod'

/** As the SDK writes them. A day is 24 hours. */
export const Duration = z
  .string()
  .regex(
    /^\d{1,6}(?:\.\d{1,3})? (?:second|minute|hour|day|week)s?$/,
    'a length of time such as `3 days` or `90 minutes`',
  )
