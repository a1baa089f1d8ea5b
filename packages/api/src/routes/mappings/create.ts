import { AppError, commandCatalogue, Mapping } from '@orchestrator/domain'
import type { Container, Session } from '@orchestrator/integrations'
import { countTakenUp, linkedElsewhere } from '@orchestrator/store'
import * as z from 'zod'
import { entityResponse } from '../../http/entity-response.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { checkInward } from '../../integrations/check-inward.ts'
import { ownFieldsOf, withEqualNames } from '../../integrations/own-fields.ts'
import { checkTheirs, suggestedFields, theirDefaults, theirFields } from '../../integrations/task-fields.ts'
import { withSession } from '../../integrations/with-session.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { Elsewhere } from './elsewhere.ts'
import { mappings } from './resource.ts'

const { data, summary } = commandCatalogue['mapping.create']

const mostPages = 50

const Earlier = z
  .object({
    takenUp: z.int().meta({
      description: 'tasks that an earlier mapping of the same place and project had linked: they are in step again',
    }),
    elsewhere: Elsewhere,
  })
  .meta({ id: 'EarlierLinks' })

export const createMapping = defineRoute({
  method: 'post',
  path: mappings.path,
  operationId: 'createMapping',
  tag: mappings.tag,
  summary,
  description:
    'Needs the permission integration.manage, and in the project those to create, edit, assign and complete tasks. Fields that are not given are the connector’s own, and those that are called as a custom field of yours. What was there before comes with `POST /v1/mappings/{id}/backfill`. What an earlier mapping of the same place and project had linked is linked again.',
  access: 'write',
  body: data
    .omit({ containerKey: true, containerName: true, containerUrl: true })
    .extend({ fields: data.shape.fields.optional() }),
  bodyExample: {
    connectionId: '019a0000-0000-7000-8000-000000000001',
    projectId: '019a0000-0000-7000-8000-000000000002',
    containerId: '1296269',
  },
  answer: {
    status: 201,
    description: 'The mapping, and what is known of its place from before',
    schema: Mapping.extend({ earlier: Earlier }).meta({ id: 'CreatedMapping' }),
  },
  problems: [404, 409, 502],
  async handle(call) {
    requirePermission(call.identity, 'integration.manage')
    const { api, c, workspaceId, body } = call
    const { connectionId, containerId, projectId } = body
    const own = await ownFieldsOf(api, workspaceId, projectId)
    const found = await withSession(api, workspaceId, connectionId, async ({ connector, session }) => {
      const container = await findContainer(session, containerId)
      await checkInward({ connector, session }, containerId, body)
      // It is told what happens in the project; nothing is kept in step.
      if (connector.itemTypes.length === 0) return { container, onlyIn: false, fields: [] }
      const theirs = await theirFields(connector, session, containerId)
      const onlyIn = connector.onlyIn === true
      if (body.fields) {
        checkTheirs(body.fields, theirs, own)
        return { container, onlyIn, fields: withEqualNames(body.fields, theirs, own) }
      }
      const defaults = await theirDefaults(connector, session, containerId)
      return { container, onlyIn, fields: suggestedFields(defaults, theirs, own) }
    })
    const { key, name, url } = found.container
    const applied = await runCommand(call, 'mapping.create', {
      ...{ ...body, fields: found.fields },
      ...(found.onlyIn && { direction: 'in' as const, comments: false }),
      ...{ containerKey: key, containerName: name, containerUrl: url },
    })
    c.header('Location', `${mappings.path}/${applied.result.id}`)
    const mapping = (await entityAfter(call, applied)) as Mapping
    const earlier = await read(api, workspaceId, async (tx) => ({
      takenUp: await countTakenUp(tx, workspaceId, mapping.id),
      elsewhere: await linkedElsewhere(tx, workspaceId, mapping),
    }))
    return entityResponse(c, { ...mapping, earlier }, 201)
  },
})

/** @throws AppError `not_found` */
async function findContainer(session: Session, containerId: string): Promise<Container> {
  let cursor: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const { containers, cursor: next } = await session.containers({ cursor })
    const found = containers.find(({ id }) => id === containerId)
    if (found) return found
    if (next === null) break
    cursor = next
  }
  // Of places without end only those that somebody names are told.
  const { containers } = await session.containers({ search: containerId })
  const named = containers.find(({ id }) => id === containerId)
  if (named) return named
  throw new AppError('not_found', `the connection sees nothing with the id ${containerId}`, {
    fields: [{ path: 'containerId', expected: 'an id that GET …/containers tells', code: 'not_found' }],
  })
}
