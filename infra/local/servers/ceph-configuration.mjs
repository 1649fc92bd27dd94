/** ceph.conf for one machine; the reasons beside the lines that took longest to find. */

/**
 * @param {{ home: string, fsid: string, monitor: string, endpoint: string, memory: boolean, kms: string, blockBytes: number }} options
 * @returns {string}
 */
export function cephConfiguration({ home, fsid, monitor, endpoint, memory, kms, blockBytes }) {
  // Everything is on loopback between our own children; without authentication the messenger must be told to check sums only, or the gateway loops on -13.
  const messenger = ['mon client', 'client', 'cluster', 'service', 'mon service', 'mon cluster']
    .map((part) => `ms ${part} mode = crc`)
    .join('\n');
  // By default what is deleted frees nothing for two hours: a memory-backed store would be full after a few test files.
  const collectSoon = memory ? 'rgw gc obj min wait = 1\nrgw gc processor period = 5\nrgw gc processor max time = 5' : '';
  return `[global]
fsid = ${fsid}
mon host = ${monitor}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr1 = false
auth cluster required = none
auth service required = none
auth client required = none
${messenger}
keyring = /dev/null
run dir = ${home}/run
pid file =
admin socket =
log file = /dev/null
mon cluster log file = /dev/null
log to stderr = true
err to stderr = true
debug rgw = 0
debug osd = 1/1
debug mon = 0
debug ms = 0
debug rocksdb = 0
debug bluestore = 0
crash dir = ${home}/crash
# The first start waits for many small agreements of the monitor with itself: 12.5 s become 2.5 s.
paxos propose interval = 0.05
paxos min wait = 0.01
# One disk, one copy.
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
mon data avail warn = 2
mon data avail crit = 1
mon osd full ratio = .97
mon osd backfillfull ratio = .96
mon osd nearfull ratio = .95
osd memory target = 939524096
# The gateway watches its own metadata, and after it was killed the first write waits until its dead watcher is given up: by default half a minute.
osd client watch timeout = 10
[mon]
mon data = ${home}/mon
[osd]
osd data = ${home}/osd
osd objectstore = ${memory ? 'memstore' : 'bluestore'}
memstore device bytes = 8589934592
bluestore block size = ${blockBytes}
[client]
rgw frontends = beast endpoint=${endpoint}
rgw data = ${home}/rgw
rgw enable apis = s3, admin
rgw enable ops log = false
rgw enable usage log = false
rgw crypt require ssl = false
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = exhibit=${kms}
rgw rados pool pg num min = 4
${collectSoon}
`;
}
