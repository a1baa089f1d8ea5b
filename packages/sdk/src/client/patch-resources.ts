import { at, calls } from './calls.ts'
import type { Patches, PatchPolicies } from './patch-types.ts'
import type { Send } from './request.ts'

export function patchResources(send: Send): { readonly patches: Patches; readonly patchPolicies: PatchPolicies } {
  const { list, get, create, verb } = calls(send, '/v1/patches')
  const policies = calls(send, '/v1/patch-policies')
  return {
    patches: {
      list,
      get,
      propose: create,
      diff: (id, options = {}) => send({ method: 'GET', path: at('/v1/patches', id, 'diff'), ...options }),
      review: (id, review, options) => verb(id, 'review', options, review),
      accept: (id, acceptance = {}, options) => verb(id, 'accept', options, acceptance),
      reject: (id, rejection = {}, options) => verb(id, 'reject', options, rejection),
      apply: (id, options) => verb(id, 'apply', options),
      undo: (id, options) => verb(id, 'undo', options),
      withdraw: (id, options) => verb(id, 'withdraw', options),
    },
    patchPolicies: {
      list: policies.list,
      get: policies.get,
      create: policies.create,
      update: policies.update,
      delete: policies.delete,
    },
  }
}
