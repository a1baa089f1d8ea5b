import { expect, test } from 'vitest'
import type { RollbackOperation } from './plan-rollback.ts'
import { rollbackPatches } from './rollback-patches.ts'

const window = { name: 'GitHub acme', from: '2026-03-02T09:00:00Z', to: '2026-03-02T10:00:00Z' }
const update = (n: number, data: object, projectId = 'p1'): RollbackOperation => ({
  ...{ type: 'task.update', entityId: `e${n}`, name: `T-${n}`, projectId, eventId: `v${n}` },
  data: { id: `e${n}`, baseVersion: 3, ...data },
})

test('no patch is longer than one may be; what is too long by itself is skipped', () => {
  const operations = [
    update(1, { description: 'a'.repeat(100_000) }),
    update(2, { description: 'b'.repeat(100_000) }),
    update(3, { description: 'c'.repeat(250_000) }),
    update(4, { title: 'd' }),
  ]
  const { patches, skipped } = rollbackPatches({ operations, skipped: [] }, window)
  expect(patches.map((patch) => patch.operations.map(({ key }) => key))).toEqual([['T-1'], ['T-2', 'T-4']])
  expect(skipped).toEqual([{ entityId: 'e3', name: 'T-3', field: null, reason: 'not_in_a_patch' }])
  for (const patch of patches) expect(JSON.stringify(patch.operations).length).toBeLessThan(200_000)
})

test('a name that can be no key gives way to the id, and nothing is said of a version', () => {
  const operation = { ...update(1, { title: 'x' }), name: 'not a key' }
  const { patches } = rollbackPatches({ operations: [operation], skipped: [] }, window)
  expect(patches[0]?.operations).toMatchObject([{ key: 'e1', data: { id: 'e1', title: 'x' } }])
  expect(patches[0]?.operations[0]?.data).not.toHaveProperty('baseVersion')
})
