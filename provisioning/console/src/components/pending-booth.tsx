import type { BoothView } from '../../../fleet/console-api/console-api.ts'
import { api } from '../api.ts'
import type { FleetStore } from '../fleet-store.ts'
import { formatAgo } from '../format.ts'
import { words } from '../words/index.ts'
import { Digits } from './digits.tsx'

/** The one moment where a person decides: the digits, the question, two buttons. */
export const PendingBooth = (props: { booth: BoothView; fleet: FleetStore; nowMs: number }) => (
  <section class="card pending" aria-label={words().boothAsks}>
    <div>
      <h3>{words().boothAsks}</h3>
      <p class="soft">
        {words().asked} {formatAgo(props.booth.requestedAt, props.nowMs)} · {words().version} {props.booth.appVersion}
      </p>
      <p>{words().compare}</p>
      <p class="soft">{words().compareNo}</p>
    </div>
    <div class="decide">
      <Digits code={props.booth.confirmationCode ?? ''} />
      <div class="actions">
        <button type="button" class="primary" onClick={() => props.fleet.act(api.accept(props.booth))}>
          {words().accept}
        </button>
        <button type="button" class="danger" onClick={() => props.fleet.act(api.refuse(props.booth))}>
          {words().refuse}
        </button>
      </div>
    </div>
  </section>
)
