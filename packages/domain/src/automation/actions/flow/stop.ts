import * as z from 'zod'

export const StopAction = z.strictObject({ action: z.literal('stop') })
