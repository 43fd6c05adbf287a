import { For, Match, Show, Switch } from 'solid-js'

/**
 * A drawn person, for thumbnails and the attract screen: nobody's photograph. Units: the skull's crown is at y = 0, the
 * chin at y = 100, the face's middle at x = 0; the shoulders run on below y = 300.
 */
export interface Figure {
  readonly skin: string
  readonly skinShade: string
  readonly hair: string
  readonly hairShade: string
  readonly style: 'short' | 'bob' | 'bun' | 'curls' | 'bald' | 'scarf'
  readonly garment: string
  readonly garmentShade: string
  readonly isSuit: boolean
  readonly hasBeard?: boolean
}

export const figures = [
  {
    skin: '#f0c8a6',
    skinShade: '#dba77f',
    hair: '#3a2a22',
    hairShade: '#291c16',
    style: 'bob',
    garment: '#1d3b53',
    garmentShade: '#142c40',
    isSuit: true,
  },
  {
    skin: '#8c5b3c',
    skinShade: '#734629',
    hair: '#1c1512',
    hairShade: '#0e0a08',
    style: 'short',
    garment: '#e4e0d6',
    garmentShade: '#cbc6b8',
    isSuit: false,
    hasBeard: true,
  },
  {
    skin: '#f5d3b3',
    skinShade: '#e2b48d',
    hair: '#1a1716',
    hairShade: '#0b0a0a',
    style: 'bun',
    garment: '#7c2f3c',
    garmentShade: '#63222e',
    isSuit: false,
  },
  {
    skin: '#c98e62',
    skinShade: '#af7448',
    hair: '#4a2e20',
    hairShade: '#372116',
    style: 'curls',
    garment: '#2c5f4d',
    garmentShade: '#204a3b',
    isSuit: true,
  },
  {
    skin: '#e3b48d',
    skinShade: '#cb9669',
    hair: '#34506b',
    hairShade: '#27405a',
    style: 'scarf',
    garment: '#2a3f55',
    garmentShade: '#1f3145',
    isSuit: false,
  },
  {
    skin: '#f3cfb4',
    skinShade: '#dcae8d',
    hair: '#8d8d8a',
    hairShade: '#767672',
    style: 'short',
    garment: '#39424b',
    garmentShade: '#2a3239',
    isSuit: true,
  },
] as const satisfies readonly Figure[]

const curls: readonly (readonly [number, number, number])[] = [
  [-36, 20, 15],
  [-30, 2, 16],
  [-14, -10, 16],
  [5, -13, 16],
  [23, -7, 16],
  [35, 8, 15],
  [39, 26, 13],
  [-41, 38, 12],
  [42, 43, 11],
  [-16, 6, 14],
  [4, 3, 14],
  [22, 8, 13],
]

const HairBehind = (props: { readonly figure: Figure }) => (
  <Switch>
    <Match when={props.figure.style === 'bob'}>
      <path
        fill={props.figure.hairShade}
        d="M-44 40C-50 -8-24-16 2-16s50 10 46 56c-1 22 6 44 2 66-16 8-84 8-98 0-5-22 3-44 4-66Z"
      />
    </Match>
    <Match when={props.figure.style === 'bun'}>
      <ellipse fill={props.figure.hairShade} cx="2" cy="-20" rx="19" ry="16" />
    </Match>
    <Match when={props.figure.style === 'curls'}>
      <For each={curls}>{([x, y, r]) => <circle fill={props.figure.hairShade} cx={x} cy={y + 3} r={r + 3} />}</For>
    </Match>
    <Match when={props.figure.style === 'scarf'}>
      <path
        fill={props.figure.hairShade}
        d="M-48 50C-50-2-24-15 0-15s50 13 48 65c-1 26 10 46 30 82-30 24-126 24-156 0 20-36 31-56 30-82Z"
      />
    </Match>
  </Switch>
)

const HairBefore = (props: { readonly figure: Figure }) => (
  <Switch>
    <Match when={props.figure.style === 'short'}>
      <path
        fill={props.figure.hair}
        d="M-38 50C-46 4-20-13 3-13c28 0 44 17 36 63-3-6-3-15-8-25-14 3-38 0-50-11-8 8-15 20-16 36Z"
      />
    </Match>
    <Match when={props.figure.style === 'bob'}>
      <path
        fill={props.figure.hair}
        d="M-38 62C-50 2-22-15 1-15c27 0 49 17 38 77-2-22-8-38-20-50-14 12-34 16-46 15-6 8-10 20-11 35Z"
      />
    </Match>
    <Match when={props.figure.style === 'bun'}>
      <path
        fill={props.figure.hair}
        d="M-38 48C-44 2-20-11 1-11c25 0 45 13 37 59-3-14-8-24-18-31C8 22-12 22-22 16c-9 8-14 18-16 32Z"
      />
    </Match>
    <Match when={props.figure.style === 'curls'}>
      <For each={curls.slice(0, 9)}>{([x, y, r]) => <circle fill={props.figure.hair} cx={x} cy={y} r={r - 2} />}</For>
      <For each={curls.slice(9)}>{([x, y, r]) => <circle fill={props.figure.hair} cx={x} cy={y - 3} r={r} />}</For>
    </Match>
    <Match when={props.figure.style === 'scarf'}>
      <path
        fill={props.figure.hair}
        d="M-46 56C-50-2-24-14 0-14s50 12 46 70c-2 30-18 56-46 56s-44-26-46-56Zm14-6c0 30 14 50 32 50s32-20 32-50C32 24 20 12 0 12S-32 24-32 50Z"
        fill-rule="evenodd"
      />
    </Match>
  </Switch>
)

export const PersonFigure = (props: { readonly figure: Figure; readonly transform?: string }) => (
  <g transform={props.transform}>
    <HairBehind figure={props.figure} />
    <path
      fill={props.figure.garment}
      d="M-26 116C-66 130-98 138-110 172c-10 30-12 80-12 150h244c0-70-2-120-12-150-12-34-44-42-84-56Z"
    />
    <Show when={props.figure.isSuit}>
      <path fill="#fbfaf6" d="M-26 116 0 186l26-70-10 140h-32Z" />
      <path fill={props.figure.garmentShade} d="M-27 115l-22 15 10 40-12 8 45 92 6-84Z" />
      <path fill={props.figure.garmentShade} d="M27 115l22 15-10 40 12 8-45 92-6-84Z" />
    </Show>
    <Show when={!props.figure.isSuit && props.figure.style !== 'scarf'}>
      <path
        fill={props.figure.garmentShade}
        d="M-30 115c4 26 18 36 30 36s26-10 30-36l6 2c-4 34-22 44-36 44s-32-10-36-44Z"
      />
    </Show>
    <path fill={props.figure.skin} d="M-20 78h40v34c2 6 5 7 8 8-4 16-16 26-28 26s-24-10-28-26c3-1 6-2 8-8Z" />
    <path fill={props.figure.skinShade} d="M-20 90c12 16 28 16 40 0v12c-8 14-32 14-40 0Z" />
    <Show when={props.figure.style !== 'scarf'}>
      <ellipse fill={props.figure.skinShade} cx="-36.5" cy="54" rx="6" ry="10" />
      <ellipse fill={props.figure.skinShade} cx="36.5" cy="54" rx="6" ry="10" />
    </Show>
    <path
      fill={props.figure.skin}
      d="M-36 45C-36 14-20 0 0 0s36 14 36 45c0 14-3 26-8 36-7 12-18 19-28 19s-21-7-28-19c-5-10-8-22-8-36Z"
    />
    <Show when={props.figure.hasBeard}>
      <path
        fill={props.figure.hair}
        d="M-36 52c2 10 4 16 10 18 8-3 16-4 26-4s18 1 26 4c6-2 8-8 10-18 1 12-3 24-9 32-7 12-17 18-27 18s-20-6-27-18c-6-8-10-20-9-32Z"
      />
    </Show>
    <g fill="none" stroke={props.figure.hasBeard ? '#e9b9a2' : '#9c4a3c'} stroke-width="2.6" stroke-linecap="round">
      <path d="M-10 79c6 2.4 14 2.4 20 0" />
    </g>
    <path
      fill="none"
      stroke={props.figure.skinShade}
      stroke-width="2.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      d="M0 50v12c0 2-3 4-4.5 5 3 2.4 6.5 2.4 9 0"
    />
    <g fill="#241a15">
      <ellipse cx="-15.5" cy="49" rx="3" ry="3.3" />
      <ellipse cx="15.5" cy="49" rx="3" ry="3.3" />
    </g>
    <g
      fill="none"
      stroke={props.figure.style === 'scarf' ? '#3a2a22' : props.figure.hairShade}
      stroke-width="3"
      stroke-linecap="round"
    >
      <path d="M-22 39.5c4-2.8 9-3 13-1" />
      <path d="M22 39.5c-4-2.8-9-3-13-1" />
    </g>
    <HairBefore figure={props.figure} />
  </g>
)
