import { acceptedAs, capital, type Detector, findIn, labelOf } from './finding.ts'
import { taskVerbs } from './task-verbs.ts'

export const textFields = ['title', 'name', 'description', 'body']
/** What keeps more of its length than this was corrected, not shortened. */
const muchShorter = 0.7

interface Edit {
  readonly from: string
  readonly to: string
}

const forms = [
  {
    form: 'shorter',
    words: 'is edited to be shorter',
    shows: ({ from, to }: Edit) => to.length <= from.length * muchShorter,
  },
  {
    form: 'longer',
    words: 'is edited to say more',
    shows: ({ from, to }: Edit) => from.length <= to.length * muchShorter,
  },
] as const

/** What people do to titles and other texts. */
export const editedTexts: Detector = (decisions) => {
  const taken = acceptedAs(decisions)
  return textFields.flatMap((field) => {
    const pairs = taken.flatMap(({ decision, proposed, accepted }) => {
      const [from, to] = [proposed[field], accepted[field]]
      return typeof from === 'string' && typeof to === 'string' && from !== '' ? [{ decision, from, to }] : []
    })
    const tell = (form: 'begins_with_verb' | 'shorter' | 'longer', words: string) => () => ({
      ...{ key: `text ${field} ${form}`, words: `${capital(labelOf(field))} ${words}`, command: null, field },
      effect: { kind: 'text' as const, field, form },
    })
    const bare = field === 'title' ? pairs.filter(({ from }) => !beginsWithVerb(from)) : []
    return [
      ...findIn(bare, ({ to }) => beginsWithVerb(to), tell('begins_with_verb', 'is edited to begin with a verb')),
      ...forms.flatMap(({ form, words, shows }) => findIn(pairs, shows, tell(form, words))),
    ]
  })
}

const beginsWithVerb = (text: string) => taskVerbs.has(/^\p{L}+/u.exec(text.trim())?.[0].toLowerCase() ?? '')
