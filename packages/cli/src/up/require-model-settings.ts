import { AppError } from '@orchestrator/domain'
import { UserError } from '../user-error.ts'

/**
 * What the API and the agents' process would end with, said before anything is started.
 * @throws UserError naming the variables of language models that are wrong
 */
export async function requireModelSettings(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { readModelsConfig } = await import('@orchestrator/models/config')
  try {
    readModelsConfig(env)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const problems = error.fields.map(({ path, expected }) => `${path}: ${expected}`)
    throw new UserError(`The environment is not right.\n  ${problems.join('\n  ')}`, {
      exitCode: 2,
      hint: 'docs/models.md says how a provider is added.',
      cause: error,
    })
  }
}
