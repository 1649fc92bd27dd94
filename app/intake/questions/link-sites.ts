/** What is known of sites' addresses (see link-address.ts). It ages: sites invent marks and share links faster than lists. */
import type { Platform } from '#db/vocabularies/report-answers.ts';

type Site = { hosts: readonly string[]; /** Parameters that name what is shown. */ names: readonly string[] };

export const sites: Record<Exclude<Platform, 'other'>, Site> = {
  youtube: {
    hosts: ['youtube.com', 'youtu.be', 'youtube-nocookie.com'],
    names: [
      ...['v', 't', 'start', 'end', 'time_continue', 'list', 'index', 'lc', 'clip', 'clipt', 'q', 'search_query', 'query'],
      ...['lb', 'video_ids', 'u'], // lb: of a post; u: of a way in by another of its pages
    ],
  },
  vimeo: { hosts: ['vimeo.com'], names: ['h', 't', 'q', 'video', 'clip_id'] }, // h: without it, a video that is not listed does not open
  x: { hosts: ['x.com', 'twitter.com', 't.co'], names: ['q', 'f'] },
  instagram: { hosts: ['instagram.com', 'instagr.am'], names: ['img_index', 'story_media_id', 'q'] },
  facebook: {
    hosts: ['facebook.com', 'fb.com', 'fb.watch', 'fb.me'],
    names: [
      ...['v', 'story_fbid', 'id', 'fbid', 'set', 'album_id', 'multi_permalinks', 'view', 'comment_id', 'reply_comment_id'],
      ...['event_time_id', 'photo', 'photoset_token', 'vanity', 'sk', 'href', 'q'], // href: of an embedded post
    ],
  },
  tiktok: { hosts: ['tiktok.com'], names: ['q'] },
};

/**
 * Links that apps make when somebody presses "share". `fb.watch` and `fb.me` are among them because nothing outside Facebook can tell; `redd.it` and `youtu.be` are not: what
 * follows there is the name of the post. `l.…`: ways out of a site, signed for the account that is reading.
 */
export const shareLinks: readonly { host: string; path: RegExp }[] = [
  ...['vm.tiktok.com', 'vt.tiktok.com', 'fb.watch', 'fb.me', 't.co', 't.snapchat.com', 'pin.it', 'lnkd.in', 'v.douyin.com', 'xhslink.com'],
  ...['app.link', 'share.google', 'search.app', 'maps.app.goo.gl', 'photos.app.goo.gl', 'share.icloud.com'],
]
  .map((host) => ({ host, path: /^\/+[^/]/ }))
  .concat(
    ['l.facebook.com', 'lm.facebook.com', 'l.instagram.com', 'l.threads.net', 'l.threads.com'].map((host) => ({ host, path: /^\// })),
    { host: 'tiktok.com', path: /^\/+t\/+[^/]/i },
    { host: 'facebook.com', path: /^\/+(?:share|l|l\.php)(?:\/+[^/]|\/*$)/i },
    { host: 'fb.com', path: /^\/+(?:share|l)\/+[^/]/i },
    { host: 'instagram.com', path: /^\/+share\/+[^/]/i },
    { host: 'snapchat.com', path: /^\/+t\/+[^/]/i },
    { host: 'reddit.com', path: /^\/+(?:r|u|user)\/+[^/]+\/+s\/+[^/]/i },
  );

/** Marks on other sites, in small letters: who shared, who clicked, which letter or whose subscription it came by. */
export const marks = new Set([
  ...['fbclid', 'gclid', 'gclsrc', 'dclid', 'gbraid', 'wbraid', 'gad_source', 'srsltid', 'msclkid', 'yclid', 'ysclid', 'twclid', 'ttclid'],
  ...['li_fat_id', 'sccid', 'epik', 'rdt_cid', 'irclickid', 'wickedid', '_openstat', '_ga', '_gl', '_gac', 'mkt_tok', 'vero_id', '__s'],
  ...[
    'igsh',
    'igshid',
    'ig_rid',
    'ig_mid',
    'mibextid',
    'extid',
    'sfnsn',
    'wtsid',
    'fb_ref',
    'fb_source',
    'fb_action_ids',
    '__tn__',
    'xmt',
    'slof',
  ],
  ...['si', 'feature', 'ref_src', 'ref_url', 'tt_from', 'u_code', 'sec_user_id', 'is_copy_url', 'is_from_webapp', 'sender_device'],
  ...[
    'share_id',
    'shareid',
    'share_link_id',
    'share_app_id',
    'share_from',
    'share_source',
    'share_medium',
    'share_token',
    'sharetoken',
    'shared_by',
  ],
  ...['mc_cid', 'mc_eid', 'ml_subscriber', 'ml_subscriber_hash', 'oly_anon_id', 'oly_enc_id', 'email', 'recipient', 'subscriber'],
  ...[
    'rcm',
    'lipi',
    'trk',
    'trkinfo',
    'trackingid',
    'midtoken',
    'midsig',
    'soc_src',
    'soc_trk',
    'smid',
    'smtyp',
    'cmpid',
    'icid',
    'ncid',
    's_cid',
  ],
  ...['unlocked_article_code', 'pwapi_token', 'gift', 'gift_token', 'giftid', 'giftcopy', 'reflink', 'guce_referrer', 'guce_referrer_sig'],
  ...['ouid', 'vd_source', 'appuid', 'invite_code'],
  ...['phpsessid', 'jsessionid', 'sessionid', 'access_token'],
]);
export const markBeginnings = ['utm_', 'mtm_', 'pk_', 'hsa_', '_hs', '__hs', '__cft__', '_branch_', 'social_share'];
/** Short names that mean something else elsewhere. */
export const marksOf: readonly { host: string; names: readonly string[] }[] = [
  { host: 'substack.com', names: ['r'] }, // the reader who shared it
  { host: 'wsj.com', names: ['st'] },
  { host: 'reddit.com', names: ['rdt'] },
  ...['com', 'ca', 'co.uk', 'com.mx', 'com.au', 'es', 'fr', 'de', 'it', 'pt', 'at', 'ch', 'ie', 'jp', 'nz', 'se', 'dk', 'ph', 'cl'].map(
    (country) => ({ host: `pinterest.${country}`, names: ['sender', 'sfo'] }),
  ),
  // They show posts of X and are given X's own marks.
  ...['fxtwitter.com', 'vxtwitter.com', 'fixupx.com', 'fixvx.com', 'nitter.net'].map((host) => ({ host, names: ['s', 't'] })),
];
