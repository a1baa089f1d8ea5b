import { AppError } from '@orchestrator/domain'
import { membersCalled } from '@orchestrator/store'
import type { MemberCall } from '../call.ts'
import { memberOf } from '../people.ts'
import type { Named } from './parse-command.ts'

/** @throws AppError `not_found` for nobody, `invalid_input` for several */
export async function findMember(call: MemberCall, named: Named): Promise<string> {
  if (named === 'me') return call.member.id
  if ('user' in named) {
    const member = await memberOf(call.app, named.user)
    if (member) return member.id
    throw new AppError('not_found', `<@${named.user}> is no member here`)
  }
  const { store, workspaceId } = call.app
  const name = named.name.toLowerCase()
  const found = await store.read(workspaceId, (tx) => membersCalled(tx, workspaceId, name))
  const [first, second] = found
  if (!first) throw new AppError('not_found', `nobody here is called ${named.name}`)
  if (!first.exact && second)
    throw new AppError('invalid_input', `several may be meant: ${found.map((one) => one.name).join(', ')}`)
  return first.id
}
