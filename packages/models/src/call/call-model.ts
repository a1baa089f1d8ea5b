import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { Model } from '../catalogue/list-models.ts'
import { costOf } from '../catalogue/price.ts'
import type { Health } from '../health/health.ts'
import { type Attempt, ModelError, type ModelErrorCode } from '../model-error.ts'
import { timesAsLong } from '../select/output-of.ts'
import { type Ask, ask } from './ask.ts'
import { ails, BadAnswer, type Failure, failureOf, goesOn } from './failure-of.ts'
import { type Form, formOf, type Reading, repairTurn } from './read-answer.ts'
import type { ModelAnswer, ModelRequest, Said } from './request.ts'
import { Silence } from './silence.ts'
import { added, nothing, sumOf } from './sum-of.ts'

/** What asking needs of the installation. */
export interface Asking {
  readonly models: ReadonlyMap<string, Model>
  readonly health: Health
  /** @param heard to be called whenever something comes of it */
  readonly open: (model: Model, heard: () => void) => LanguageModelV4
  /** The keys of all providers: none is in what is told. */
  readonly keys: readonly string[]
  /** How long one try may take. */
  readonly timeoutMs: number
}

const longestSilenceMs = 60_000

/** Also after text was told: else the text that broke off is what there is to say. */
const staysSo: ReadonlySet<ModelErrorCode> = new Set(['cancelled', 'cut_off'])

/**
 * Asks the models of a chain in their order until one serves. The next one is asked where a model is away, limits, takes too long or
 * answers what cannot be used; never once text has reached the caller. Nobody is asked twice but for one turn that mends an answer
 * which does not fit the schema: whoever wants the whole chain tried again looks at `retryAfterMs`.
 *
 * @throws ModelError with all attempts
 */
export async function callModel<T = undefined>(asking: Asking, request: ModelRequest<T>): Promise<ModelAnswer<T>> {
  const startedAt = Date.now()
  const attempts: Attempt[] = []
  let last: Failure = { code: 'not_configured', status: 0, retryAfterMs: undefined, reason: null }
  for (const name of request.chain) {
    const model = asking.models.get(name)
    if (!model) continue
    const breaker = asking.health.breaker(name)
    if (!breaker.enter()) {
      last = sooner(last, { code: 'unavailable', status: 0, retryAfterMs: breaker.waitMs, reason: null })
      continue
    }
    const tried = await tryModel(asking, model, request)
    attempts.push(tried.attempt)
    if (!tried.failure) {
      breaker.succeed()
      asking.health.took(name, tried.attempt.latencyMs)
      const { usage, costUsd, unpriced } = sumOf(attempts)
      const cost = { usage, costUsd: unpriced ? null : costUsd }
      return { ...tried.answer, ...cost, model: name, attempts, latencyMs: Date.now() - startedAt }
    }
    const { failure } = tried
    if (ails.has(failure.code)) breaker.fail(failure.retryAfterMs)
    else breaker.leave()
    if (tried.told)
      throw failed({ ...failure, code: staysSo.has(failure.code) ? failure.code : 'interrupted' }, attempts)
    if (!goesOn.has(failure.code)) throw failed(failure, attempts)
    last = sooner(last, failure)
  }
  throw failed(last, attempts)
}

type Answer<T> = Pick<ModelAnswer<T>, keyof Said | 'value'>
type Tried<T> =
  | { readonly attempt: Attempt; readonly failure: null; readonly answer: Answer<T> }
  | { readonly attempt: Attempt; readonly failure: Failure; readonly told: boolean }

async function tryModel<T>(asking: Asking, model: Model, request: ModelRequest<T>): Promise<Tried<T>> {
  const startedAt = Date.now()
  const maxOutput = request.maxOutputOf?.(model.name) ?? request.maxOutput
  const times = timesAsLong(maxOutput)
  const time = AbortSignal.timeout(asking.timeoutMs * times)
  // An answer in one piece comes after a silence; only one that takes no longer than usual is waited for so.
  const form = formOf(request)
  const streamed = (request.onText !== undefined && form === undefined) || times > 1
  const silence = streamed ? new Silence(model.settings.silenceMs ?? longestSilenceMs) : undefined
  let usage = nothing
  let told = false
  const { onText, signal: caller } = request
  const question: Ask = {
    ...request,
    ...(maxOutput !== undefined && { maxOutput }),
    json: form && { name: form.name, schema: form.schema },
    onText:
      onText && !form
        ? (text) => {
            told = true
            onText(text)
          }
        : undefined,
    streamed,
    signal: AbortSignal.any([time, ...(caller ? [caller] : []), ...(silence ? [silence.signal] : [])]),
    onUsage: (used) => {
      usage = added(usage, used)
    },
  }
  const attemptOf = (error: ModelErrorCode | null, status = 0): Attempt => ({
    ...{ model: model.name, error, status, latencyMs: Date.now() - startedAt, usage },
    costUsd: costOf(model, usage, new Date(startedAt)),
  })
  try {
    const opened = asking.open(model, () => silence?.broken())
    const answer = await answerOf(opened, question, form)
    return { attempt: attemptOf(null), failure: null, answer }
  } catch (error) {
    const failure = failureOf(error, { caller, time, silence: silence?.signal }, asking.keys)
    return { attempt: attemptOf(failure.code, failure.status), failure, told }
  } finally {
    silence?.end()
  }
}

async function answerOf<T>(model: LanguageModelV4, question: Ask, form: Form<T> | undefined): Promise<Answer<T>> {
  const read = ({ text, toolCalls }: Said): Reading<T | undefined> =>
    form && toolCalls.length === 0 ? form.read(text) : { value: undefined }
  const said = await ask(model, question)
  const first = read(said)
  if ('value' in first) return { ...said, value: first.value }
  if (said.finish === 'length') throw new BadAnswer('cut_off')
  const repair = repairTurn(said.text, first.problem)
  const mended = await ask(model, { ...question, messages: [...question.messages, ...repair] })
  const second = read(mended)
  if ('value' in second) return { ...mended, value: second.value }
  throw new BadAnswer(mended.finish === 'length' ? 'cut_off' : 'malformed')
}

/** Of two failures the later one, with the shorter time until somebody can be asked. */
const sooner = (a: Failure, b: Failure): Failure => ({
  ...b,
  retryAfterMs:
    a.retryAfterMs === undefined || b.retryAfterMs === undefined
      ? (a.retryAfterMs ?? b.retryAfterMs)
      : Math.min(a.retryAfterMs, b.retryAfterMs),
})

const words: Readonly<Record<ModelErrorCode, string>> = {
  not_configured: 'no model of the chain is configured',
  too_long: 'no model has a window that is large enough',
  over_budget: 'the budget is spent',
  unauthorized: 'the provider refuses the key',
  refused: 'the provider refuses the request',
  rate_limited: 'the provider wants fewer requests',
  unavailable: 'no model of the chain can be reached',
  timeout: 'no model of the chain answered in time',
  cut_off: 'the answer was cut off: it is longer than it may be',
  malformed: 'no model of the chain gave an answer that can be used',
  interrupted: 'the answer broke off',
  cancelled: 'the call was cancelled',
}

function failed({ code, status, retryAfterMs, reason }: Failure, attempts: readonly Attempt[]): ModelError {
  const tried = attempts.map(({ model, error, status: got }) => `${model}: ${error}${got ? ` (${got})` : ''}`)
  const again = retryAfterMs === undefined ? '' : `; asked again in ${Math.ceil(retryAfterMs / 1_000)} s`
  const message = `${words[code]}${tried.length > 0 ? `; tried ${tried.join(', ')}` : ''}${again}`
  return new ModelError(code, message, { status, retryAfterMs, attempts, reason })
}
