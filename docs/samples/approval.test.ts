import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { fake, testRun } from '@orchestrator/sdk/testing'
import release from './approval.ts'

test('a release that is approved gets its task', async () => {
  const completed = fake('task.status_changed', { to: 'completed', task: { title: 'v2', tags: ['release'] } })
  const run = await testRun(release, completed, {
    answers: [{ after: '1 day', answer: { approved: true, audience: 'testers' } }],
  })
  assert.equal(run.approvals[0]?.status, 'answered')
  assert.equal(run.tasks.at(-1)?.title, 'Publish v2 to testers')
})
