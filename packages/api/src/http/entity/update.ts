import { type CommandInput, type CommandType, definitionOf } from '@orchestrator/domain'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { entityResponse } from '../entity-response.ts'
import { baseVersionOf } from '../if-match.ts'
import { defineRoute, type Route } from '../route.ts'
import { dataOf, idParams, type Resource, type Words } from './resource.ts'

/** PATCH: the command's data without the id is the body. */
export function updateRoute(resource: Resource, words: Words & { command: CommandType }): Route {
  const { summary } = definitionOf(words.command)
  const data = dataOf(words.command)
  const versioned = 'baseVersion' in data.shape
  return defineRoute({
    summary,
    ...words,
    method: 'patch',
    path: `${resource.path}/{id}`,
    tag: resource.tag,
    access: 'write',
    params: idParams,
    body: data.omit({ id: true }),
    conditional: versioned,
    answer: { status: 200, description: `The ${resource.noun} after the change`, schema: resource.schema },
    problems: [404, 409],
    async handle(call) {
      const body = call.body as { baseVersion?: number }
      const baseVersion = versioned ? baseVersionOf(call.c, body.baseVersion) : undefined
      const input = { ...body, ...(baseVersion !== undefined && { baseVersion }), id: call.params.id }
      return entityResponse(
        call.c,
        await entityAfter(call, await runCommand(call, words.command, input as CommandInput<CommandType>)),
      )
    },
  })
}
