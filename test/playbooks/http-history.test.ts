import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  createPlaybookFolder,
  type PlaybookFolder,
  playbookText,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { openStage, type Stage } from '../../packages/worker/src/playbooks/testing/stage.ts'
import { testHome } from '../support/compiled.ts'
import { createTestDatabase, createTestNamespace } from '../support/index.ts'

// What a run's history shows of the world outside, and by which codes it says what went wrong.

const server = createServer((_request, response) => {
  response.writeHead(200, { 'set-cookie': 'sid=hush-cookie', 'content-type': 'application/json' })
  response.end(JSON.stringify({ access_token: 'hush-answer', user: 'Ada' }))
})

let stage: Stage
let folder: PlaybookFolder
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/login`
  folder = await createPlaybookFolder({
    'a/login/playbook.ts': playbookText(
      'login',
      `const answer = await http.post('${url}', {
         query: { api_key: 'hush-query' }, headers: { authorization: 'Bearer hush-header' }, json: { password: 'hush-body' },
       })
       const { access_token } = answer.json()
       return access_token === 'hush-answer' && answer.headers['set-cookie'].length`,
    ),
    'a/odd-code/playbook.ts': playbookText('odd-code', "throw new OrchestratorError('my_code', 'no')", {
      head: "import { OrchestratorError } from '@orchestrator/sdk'",
    }),
    'a/no-step/playbook.ts': playbookText('no-step', 'await (steps as any).nowhere()', {
      head: "import { steps as declare } from '@orchestrator/sdk'",
      more: "\n  steps: declare<typeof import('./steps.ts')>({ attempts: 1 }),",
    }),
    'a/no-step/steps.ts': 'export async function somewhere() {}',
  })
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()])
  stage = await openStage({ compiledIn: testHome, database, temporal, folder: folder.path })
  await stage.createTask('Go')
})
afterAll(async () => {
  await stage?.close()
  await folder?.remove()
  server.close()
})

it('shows no credential of a request or its answer, while the playbook gets all of it', async () => {
  const { run, steps } = await stage.ended('login')
  expect(run).toMatchObject({ status: 'completed', result: 'sid=hush-cookie'.length })
  expect(steps).toMatchObject([
    {
      kind: 'http',
      input: { method: 'POST', url: expect.stringMatching(/\/login$/) },
      output: {
        status: 200,
        redacted: true,
        headers: { 'set-cookie': '[redacted]', 'content-type': 'application/json' },
        body: '{"access_token":"[redacted]","user":"Ada"}',
      },
    },
  ])
  const rows = await stage.store.read(
    stage.workspaceId,
    (tx) => tx<{ row: string }[]>`select to_jsonb(s)::text as row from run_steps s`,
  )
  expect(rows.filter(({ row }) => row.includes('hush'))).toEqual([])
})

it('says by a code of the closed list why a run failed, whatever the playbook throws', async () => {
  expect((await stage.ended('odd-code')).run).toMatchObject({ status: 'failed', error: { code: 'threw' } })
  const { run, steps } = await stage.ended('no-step')
  expect(run).toMatchObject({ status: 'failed', error: { code: 'threw' } })
  expect(steps).toMatchObject([{ status: 'failed', error: { code: 'step_missing' } }])
})
