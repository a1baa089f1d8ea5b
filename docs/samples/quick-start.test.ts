import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { fake, testRun } from '@orchestrator/sdk/testing'
import welcomeBugs from './quick-start.ts'

test('a new bug gets an answer', async () => {
  const run = await testRun(welcomeBugs, fake('task.created', { task: { type: 'bug' } }))
  assert.equal(run.status, 'completed')
  assert.equal(run.comments[0]?.body, 'Thank you. Somebody looks at it within a day.')
  assert.deepEqual(run.tasks[0]?.tags, ['unassigned'])
})
