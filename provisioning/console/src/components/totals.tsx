import { For, Show } from 'solid-js'
import type { ShownCount, TotalsView } from '../../../fleet/console-api/console-api.ts'
import { formatCount } from '../format.ts'
import { wordFor, words } from '../words/index.ts'

const Cell = (props: { count: ShownCount; smallest: number }) => (
  <td class="number" classList={{ faint: props.count === null || props.count === 0 }}>
    {formatCount(props.count, props.smallest)}
  </td>
)

export const Totals = (props: { totals: TotalsView }) => (
  <section class="card" aria-labelledby="totals-title">
    <h2 id="totals-title">{words().totals}</h2>
    <p class="soft">{words().totalsLead({ timeZone: props.totals.timeZone })}</p>
    <Show when={props.totals.rows.length > 0} fallback={<p>{words().noTotals}</p>}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words().operation}</th>
            <th scope="col">{words().result}</th>
            <th scope="col" class="number">
              {words().today}
            </th>
            <th scope="col" class="number">
              {words().sevenDays}
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={props.totals.rows}>
            {(row, index) => (
              <tr>
                <th scope="row">
                  {/* Rows come sorted: the operation is named once. */}
                  <span classList={{ repeated: props.totals.rows[index() - 1]?.interface === row.interface }}>
                    {wordFor(words().operations, row.interface)}
                  </span>
                </th>
                <td>{wordFor(words().results, row.status)}</td>
                <Cell count={row.today} smallest={props.totals.smallestCell} />
                <Cell count={row.sevenDays} smallest={props.totals.smallestCell} />
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </Show>
    <p class="soft small">{words().hidden({ smallest: props.totals.smallestCell })}</p>
  </section>
)
