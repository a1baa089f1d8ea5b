import { type CommandInput, type CommandType, definitionOf } from '@orchestrator/domain'
import { runCommand } from '../../writes/run-command.ts'
import { defineRoute, type Route } from '../route.ts'
import { idParams, type Resource, type Words } from './resource.ts'

/** DELETE: answers nothing. */
export function deleteRoute(resource: Resource, words: Words & { command: CommandType }): Route {
  return defineRoute({
    summary: definitionOf(words.command).summary,
    ...words,
    method: 'delete',
    path: `${resource.path}/{id}`,
    tag: resource.tag,
    access: 'write',
    params: idParams,
    answer: { status: 204, description: 'Done' },
    problems: [404, 409],
    async handle(call) {
      await runCommand(call, words.command, { id: call.params.id } as CommandInput<CommandType>)
      return call.c.body(null, 204)
    },
  })
}
