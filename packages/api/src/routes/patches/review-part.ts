import { AppError, type CommandInput } from '@orchestrator/domain'
import { entityResponse } from '../../http/entity-response.ts'
import type { Call } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'

type Review = Omit<CommandInput<'patch.review'>, 'id'>

/**
 * Reviews a patch for a route whose body has another form.
 * @param placed where the body says what the command calls `decisions.<index>.<field>`
 */
export async function reviewPart(
  call: Pick<Call, 'api' | 'c' | 'identity' | 'workspaceId' | 'body'>,
  id: string,
  review: Review,
  placed: (index: number, field: string) => string,
): Promise<Response> {
  try {
    const applied = await runCommand(call, 'patch.review', { ...review, id })
    return entityResponse(call.c, await entityAfter(call, applied))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const inBody = (text: string) =>
      text.replaceAll(/decisions\.(\d+)(?:\.(\w+))?/g, (_, index: string, field = '') => placed(Number(index), field))
    const fields = error.fields.map((field) => ({ ...field, path: inBody(field.path) }))
    throw new AppError(error.code, inBody(error.message), { fields, details: error.details, cause: error })
  }
}
