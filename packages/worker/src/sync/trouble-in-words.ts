import { type AppError, beginningOf, type ConnectionTrouble } from '@orchestrator/domain'
import type { ProviderError } from '@orchestrator/integrations'
import { type SyncMapping, type SyncState, shownTrouble } from '@orchestrator/store'

type Words = Omit<ConnectionTrouble, 'since'>
type Actions = Readonly<Partial<Record<ProviderError['kind'], (name: string) => string>>>

const longest = 2_000
/** More names are not read. */
const mostNames = 10

const actions: Actions = {
  unauthorized: (name) => `Connect ${name} again: what was given has expired or was revoked.`,
  forbidden: (name) => `Give the connected account access in ${name}, or connect with one that has it, and resume.`,
  not_found: (name) => `See whether what is asked for is still there in ${name}, and resume.`,
  invalid: () => 'See what the service refuses, change it, and resume.',
}

const again = 'It is tried again every few minutes, and at once when the connection is resumed.'
const ofMapping: Actions = {
  forbidden: (name) => `Give the connected account access in ${name}, or connect with one that has it. ${again}`,
  not_found: (name) =>
    `See whether it is still there in ${name}, and whether the connected account may see it. ${again} Delete the mapping only if it is gone for good.`,
  invalid: (name) => `See what ${name} refuses, and change the mapping. ${again}`,
}

/** What waits for a person: nothing of the connection is tried until it is resumed. */
export const waitsForPerson = ({ kind }: ProviderError): boolean => kind in actions

export const troubleOf = (error: ProviderError, name: string): Words => ({
  code: codeOf(error),
  message: beginningOf(error.message, longest),
  action: actions[error.kind]?.(name) ?? `Nothing: it is tried again. See whether ${name} has an outage.`,
})

export const mappingTroubleOf = (error: ProviderError, name: string): Words => ({
  code: codeOf(error),
  message: beginningOf(error.message, longest),
  action: ofMapping[error.kind]?.(name) ?? `Nothing: see whether ${name} has an outage. ${again}`,
})

export const lostRightsOf = ({ message }: Pick<AppError, 'message'>, name: string): Words => ({
  code: 'lost_rights',
  message: beginningOf(message, longest),
  action: `Give ${name}’s owner the right: what was refused is then tried again. Or have somebody who has it connect ${name} again.`,
})

export const unexpectedTrouble: Words = {
  code: 'internal',
  message: 'Orchestrator meets an error of its own when it syncs this connection.',
  action:
    'Nothing: it is tried again. If it stays, give whoever operates Orchestrator the id of the connection: the log of the sync process says what it is.',
}

/** What is still wrong with a connection whose round went through; null: nothing. */
export function remainingTrouble({ connection, mappings, lostRights }: SyncState): Words | null {
  const troubled = mappings.filter(({ enabled, troubles }) => enabled && shownTrouble(troubles) !== null)
  const unmoved = troubled.flatMap(({ troubles: { moves } }) => moves ?? [])[0]
  if (lostRights !== null) return lostRightsOf({ message: lostRights }, connection.name)
  if (unmoved !== undefined) return lostRightsOf(unmoved, connection.name)
  return troubled.length === 0 ? null : ofMappings(troubled)
}

function ofMappings(troubled: readonly SyncMapping[]): Words {
  const names = troubled.slice(0, mostNames).map(({ containerKey }) => containerKey)
  const more = troubled.length > mostNames ? ` and ${troubled.length - mostNames} more` : ''
  const count = troubled.length === 1 ? 'A mapping has trouble' : `${troubled.length} mappings have trouble`
  return {
    code: 'mapping_trouble',
    message: beginningOf(`${count}: ${names.join(', ')}${more}`, longest),
    action: 'See with each what is wrong and what to do: `connection show`. All else goes on.',
  }
}

/** What is not known to have been done is, for a person, a service that does not answer. */
const codeOf = ({ kind }: ProviderError) => (kind === 'ambiguous' ? 'unavailable' : kind)
