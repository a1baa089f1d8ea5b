import { type CommandInput, type CommandType, definitionOf } from '@orchestrator/domain'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { entityResponse } from '../entity-response.ts'
import { defineRoute, type Route } from '../route.ts'
import { dataOf, idParams, type Resource, type Words } from './resource.ts'

/** POST to a verb below the entity; the command's data without the id is the body. */
export function bodyVerbRoute(resource: Resource, words: Words & { command: CommandType; verb: string }): Route {
  return defineRoute({
    summary: definitionOf(words.command).summary,
    ...words,
    method: 'post',
    path: `${resource.path}/{id}/${words.verb}`,
    tag: resource.tag,
    access: 'write',
    params: idParams,
    body: dataOf(words.command).omit({ id: true }),
    answer: { status: 200, description: `The ${resource.noun} after the change`, schema: resource.schema },
    problems: [404, 409],
    async handle(call) {
      const input = { ...call.body, id: call.params.id } as CommandInput<CommandType>
      return entityResponse(call.c, await entityAfter(call, await runCommand(call, words.command, input)))
    },
  })
}
