import { type Access, getJson } from '../api-client.ts'

interface Models {
  readonly models: readonly { readonly name: string; readonly provider: string; readonly health: { state: string } }[]
}

/** Which language models may be asked; null where the API does not say, which is told already. */
export async function modelsFinding(access: Access): Promise<{ ok: boolean; text: string; hint?: string } | null> {
  const found = await getJson<Models>(access, '/v1/models').catch(() => null)
  return found && modelsInWords(found)
}

/** What to say of the models that there are, or of none: they are no must. */
export function modelsInWords({ models }: Models): { ok: boolean; text: string; hint?: string } {
  if (models.length === 0) return { ok: true, text: 'none; docs/models.md says how to add a provider' }
  const providers = [...new Set(models.map(({ provider }) => provider))]
  const failing = models.filter(({ health }) => health.state !== 'closed').map(({ name }) => name)
  const text = `${models.length} of ${providers.join(', ')}`
  if (failing.length === 0) return { ok: true, text }
  return { ok: false, text: `${text}; failing: ${failing.join(', ')}`, hint: 'See `orchestrator models ping`.' }
}
