import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { fake, testRun } from '@orchestrator/sdk/testing'
import proposeADay from './patch.ts'

test('a day is proposed, and nothing is changed', async () => {
  const run = await testRun(proposeADay, fake('task.created', { task: { priority: 'urgent', dueDate: null } }))
  assert.equal(run.result, 'nobody has decided')
  assert.deepEqual(
    run.patches[0]?.operations.map(({ key, status }) => [key, status]),
    [
      ['due', 'pending'],
      ['say', 'pending'],
    ],
  )
  assert.equal(run.tasks[0]?.dueDate, null)
})
