import type { RuleView, Verdict, VisitView } from '@quickid/booth-server/protocol'
import { createMemo, For, Show } from 'solid-js'
import { Icon, type IconName } from '../../components/icon.tsx'
import { formatMm } from '../../i18n/format.ts'
import { useBooth } from '../../store/booth-store.tsx'
import { groupRules } from './group-rules.ts'

type ReviewView = Extract<VisitView, { state: 'review' }>

export const verdictIcon: Readonly<Record<Verdict, IconName>> = {
  pass: 'check',
  warn: 'alert',
  fail: 'cross',
  'not-measured': 'dash',
}

const AttentionRow = (props: { readonly rule: RuleView }) => {
  const booth = useBooth()
  return (
    <li class="rule is-attention" data-verdict={props.rule.verdict} data-rule={props.rule.id}>
      <span class="rule-badge">
        <Icon name={verdictIcon[props.rule.verdict]} />
      </span>
      <span class="rule-words">
        <span class="rule-name">
          {booth.codes().rules[props.rule.id]}
          <Show when={props.rule.offMm}>
            {(offMm) => (
              <span class="rule-off number">
                {booth.words().review.off({ length: formatMm(Math.abs(offMm()), booth.locale()) })}
              </span>
            )}
          </Show>
        </span>
        <Show when={props.rule.hint}>{(hint) => <span class="rule-hint">{booth.codes().hints[hint()]}</span>}</Show>
        <span class="unseen">{booth.codes().verdicts[props.rule.verdict]}</span>
      </span>
    </li>
  )
}

const QuietGroup = (props: {
  readonly title: string
  readonly rules: readonly RuleView[]
  readonly verdict: Verdict
}) => {
  const booth = useBooth()
  return (
    <Show when={props.rules.length > 0}>
      <details class="rules-quiet" data-verdict={props.verdict}>
        <summary>
          <span class="rule-badge">
            <Icon name={verdictIcon[props.verdict]} />
          </span>
          <span class="rules-quiet-title">{props.title}</span>
          <Icon name="chevron" class="rules-quiet-arrow" />
        </summary>
        <ul>
          <For each={props.rules}>
            {(rule) => (
              <li data-rule={rule.id} data-verdict={rule.verdict}>
                <span>{booth.codes().rules[rule.id]}</span>
                <Show when={rule.verdict === 'not-measured' && rule.hint}>
                  {(hint) => (
                    <span class="rule-hint">{booth.codes().hints[hint() as NonNullable<RuleView['hint']>]}</span>
                  )}
                </Show>
              </li>
            )}
          </For>
        </ul>
      </details>
    </Show>
  )
}

/** The verdict, in words, and the rules behind it: what to look at first, the rest folded away. */
export const CheckPanel = (props: { readonly view: ReviewView; readonly documentLabel: string }) => {
  const booth = useBooth()
  const words = () => booth.words().review
  // The view comes anew with every touch; rows are kept while the rules are the same.
  const rules = createMemo(() => props.view.rules, undefined, {
    equals: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  })
  const groups = createMemo(() => groupRules(rules()))
  return (
    <div class="check">
      <div class="verdict" data-verdict={props.view.verdict} role="status">
        <span class="verdict-badge">
          <Icon name={verdictIcon[props.view.verdict]} />
        </span>
        <div>
          <h2>{words().verdicts[props.view.verdict]}</h2>
          <p>{words().verdictLead[props.view.verdict]({ document: props.documentLabel })}</p>
        </div>
      </div>
      <Show when={groups().attention.length > 0}>
        <ul class="rules" aria-label={words().attention}>
          <For each={groups().attention}>{(rule) => <AttentionRow rule={rule} />}</For>
        </ul>
      </Show>
      <QuietGroup title={words().passed({ count: groups().passed.length })} rules={groups().passed} verdict="pass" />
      <QuietGroup
        title={words().unmeasured({ count: groups().unmeasured.length })}
        rules={groups().unmeasured}
        verdict="not-measured"
      />
    </div>
  )
}
