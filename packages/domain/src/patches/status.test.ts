import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { PatchOperationStatus } from '../entities/patch.ts'
import { isWaiting, statusOf } from './status.ts'

const of = (...statuses: readonly PatchOperationStatus[]) => statusOf(statuses.map((status) => ({ status })))
const statuses = fc.array(fc.constantFrom(...PatchOperationStatus.options), { minLength: 1, maxLength: 6 })

test('a patch goes on as its operations do', () => {
  expect(of('pending', 'pending')).toBe('proposed')
  expect(of('pending', 'rejected')).toBe('proposed')
  expect(of('pending', 'accepted')).toBe('partly_accepted')
  expect(of('pending', 'applied')).toBe('partly_accepted')
  expect(of('accepted', 'rejected')).toBe('accepted')
  expect(of('accepted', 'applied')).toBe('accepted')
  expect(of('applied', 'rejected', 'stale')).toBe('applied')
  expect(of('stale', 'rejected')).toBe('stale')
  expect(of('rejected', 'rejected')).toBe('rejected')
  expect(of('undone', 'applied', 'pending')).toBe('undone')
})

test('the order of operations does not count, and it waits exactly while something is open', () => {
  fc.assert(
    fc.property(statuses, (list) => {
      expect(of(...[...list].reverse())).toBe(of(...list))
      const isOpen = !list.includes('undone') && (list.includes('pending') || list.includes('accepted'))
      expect(isWaiting({ status: of(...list) })).toBe(isOpen)
    }),
  )
})
