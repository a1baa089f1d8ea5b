import { type CommandInput, type CommandType, definitionOf } from '@orchestrator/domain'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { entityResponse } from '../entity-response.ts'
import { defineRoute, type Route } from '../route.ts'
import { dataOf, type Resource, type Words } from './resource.ts'

/** POST: the command's data is the body. */
export function createRoute(resource: Resource, words: Words & { command: CommandType }): Route {
  const { summary } = definitionOf(words.command)
  return defineRoute({
    summary,
    ...words,
    method: 'post',
    path: resource.path,
    tag: resource.tag,
    access: 'write',
    body: dataOf(words.command),
    answer: { status: 201, description: `The new ${resource.noun}`, schema: resource.schema },
    problems: [404, 409],
    async handle(call) {
      const applied = await runCommand(call, words.command, call.body as CommandInput<CommandType>)
      call.c.header('Location', `${resource.path}/${applied.result.id}`)
      return entityResponse(call.c, await entityAfter(call, applied), 201)
    },
  })
}
