import { AppError, diffPatch, needsToRead, type Patch, PatchDiff } from '@orchestrator/domain'
import { getEntities, getEntity } from '@orchestrator/store'
import { accepts } from 'hono/accepts'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { type Call, defineRoute } from '../../http/route.ts'
import { diffAsMarkdown, diffAsText } from './diff-text.ts'
import { patches } from './resource.ts'

const Format = z.enum(['json', 'text', 'markdown'])
const types = { json: 'application/json', text: 'text/plain', markdown: 'text/markdown' } as const

export const getPatchDiff = defineRoute({
  method: 'get',
  path: '/v1/patches/{id}/diff',
  operationId: 'getPatchDiff',
  tag: patches.tag,
  summary: 'Show what a patch would change, against what is there now',
  description:
    'Operations come in the order in which they would be applied. What an author writes never decides what is shown: the server reads what was and is.',
  access: 'read',
  params: idParams,
  query: z.strictObject({ format: Format.optional().meta({ description: 'default: as `Accept` says, else `json`' }) }),
  answer: {
    status: 200,
    description: 'The differences',
    schema: PatchDiff,
    alsoAs: [types.text, types.markdown],
  },
  problems: [404],
  async handle(call) {
    const { c, query } = call
    const diff = await readDiff(call, call.params.id)
    const supports = Object.values(types)
    const type = query.format ? types[query.format] : accepts(c, { header: 'Accept', supports, default: types.json })
    c.header('Vary', 'Accept', { append: true })
    if (type === types.json) return c.json(diff)
    const text = type === types.markdown ? diffAsMarkdown(diff) : diffAsText(diff)
    return c.body(text, 200, { 'Content-Type': `${type}; charset=utf-8` })
  },
})

/** What a patch would change, against what is there now. @throws AppError `not_found` */
export const readDiff = ({ api, workspaceId }: Pick<Call, 'api' | 'workspaceId'>, id: string): Promise<PatchDiff> =>
  read(api, workspaceId, async (tx) => {
    const patch = (await getEntity(tx, workspaceId, 'patch', id)) as unknown as Patch | undefined
    if (!patch) throw new AppError('not_found', `there is no patch ${id}`)
    const rows = await getEntities(tx, workspaceId, needsToRead(patch.operations))
    return diffPatch({ find: (kind, rowId) => rows.get(`${kind} ${rowId}`) as never }, patch)
  })
