import { commandCatalogue, LearningExample } from '@orchestrator/domain'
import { readExamples } from '@orchestrator/store'
import * as z from 'zod'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { runCommand } from '../../writes/run-command.ts'

const { data, summary } = commandCatalogue['learning.export']

export const exportLearning = defineRoute({
  method: 'post',
  path: '/v1/learning/export',
  operationId: 'exportLearning',
  tag: 'Learning',
  summary,
  description:
    'Needs the permissions workspace.edit and workspace.read. The newest 5,000 decisions, as chats and as pairs of what is preferred to what. E-mail addresses and what looks like a secret are taken out, members and ids have pseudonyms, and each project is whole in one part.',
  access: 'write',
  body: data,
  bodyExample: { consent: true },
  answer: {
    status: 200,
    description: 'The examples',
    schema: z.strictObject({ items: z.array(LearningExample) }).meta({ id: 'LearningExport' }),
  },
  problems: [404],
  async handle(call) {
    // What was agreed to is told before anything is read.
    await runCommand(call, 'learning.export', call.body)
    const { api, c, workspaceId, body } = call
    const items = await read(api, workspaceId, (tx) => readExamples(tx, workspaceId, body.projectId))
    c.header('Cache-Control', 'no-store')
    return c.json({ items })
  },
})
