import { expect, it } from 'vitest'
import { AppError } from '../../errors.ts'
import { auditEventTypes } from '../../events/audit.ts'
import type { CommandContext } from '../definition.ts'
import { allowListening } from './allow-listening.ts'

const nobody = {
  allow: (permission: string) => {
    throw new AppError('forbidden', permission)
  },
} as unknown as CommandContext
const anybody = { allow: () => {} } as unknown as CommandContext

it.each(['notification.sent', ...auditEventTypes])('%s is listened to only with audit.read', (type) => {
  expect(() => allowListening(nobody, ['task.created', type], null)).toThrow('audit.read')
  expect(() => allowListening(anybody, [type], ['task.create'])).toThrow('audit.read')
  expect(() => allowListening(anybody, [type], ['audit.read'])).not.toThrow()
  expect(() => allowListening(nobody, ['task.created'], null)).not.toThrow()
})
