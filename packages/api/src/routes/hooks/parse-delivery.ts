import { AppError } from '@orchestrator/domain'
import type * as z from 'zod'
import { mediaType, parseJson } from '../../http/read-body.ts'

type Json = z.core.util.JSONType

/** The JSON of a delivery; GitHub may send it as a form with the field `payload`. @throws AppError `unsupported_media_type`, `invalid_input` */
export function parseDelivery(contentType: string | undefined, rawBody: Uint8Array): Json {
  const type = mediaType(contentType)
  if (type === 'application/json' || type.endsWith('+json')) return parseJson(rawBody) as Json
  if (type !== 'application/x-www-form-urlencoded') {
    throw new AppError(
      'unsupported_media_type',
      `the body must be application/json or application/x-www-form-urlencoded, not ${type || 'without a type'}`,
    )
  }
  const payload = new URLSearchParams(Buffer.from(rawBody).toString('utf8')).get('payload')
  if (payload === null) {
    throw new AppError('invalid_input', 'the form has no field payload', {
      fields: [{ path: 'payload', expected: 'JSON', code: 'invalid_json' }],
    })
  }
  return parseJson(Buffer.from(payload)) as Json
}
