-- Links as they were given, where they may tell who shared them, are sealed as identities are; what the answers hold of them does not tell.
alter table identities drop constraint identities_kind_check;
alter table identities add constraint identities_kind_check check (kind in ('witness', 'affected', 'others', 'links'));

-- As in 0019; `hasIdentity` tells of names and ways to reach people, which a sealed link is not.
create or replace function intake_page(p_session bytea) returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare s submissions := intake_followed(p_session, false); v submission_versions;
begin
  select * into v from submission_versions where submission_id = s.id order by version desc limit 1;
  return jsonb_build_object('reference', s.reference, 'state', s.state, 'receivedAt', utc_text(s.received_at),
    'language', (select language from follow_sessions where token_hash = sha256(p_session)),
    'decision', (select decision from decisions where submission_id = s.id and file_id is null order by at desc, id desc limit 1),
    'showsReport', s.shows_report, 'hasIdentity', exists (select from identities where submission_id = s.id and kind <> 'links'), 'use', v.answers -> 'use',
    'report', case when s.shows_report then v.answers end,
    'changes', (select jsonb_agg(jsonb_build_object('kind', x.kind, 'at', utc_text(x.created_at)) order by x.version)
      from submission_versions x where x.submission_id = s.id and x.kind <> 'original'),
    'files', intake_page_files(s.id),
    'requests', (select jsonb_agg(jsonb_build_object('id', r.id, 'file', f.ordinal, 'reason', r.reason, 'at', utc_text(r.at),
      'answer', (select ordinal from files where id = r.answered_by)) order by r.id) from file_requests r join files f on f.id = r.file_id where r.submission_id = s.id),
    'messages', (select jsonb_agg(jsonb_build_object('id', m.id, 'sender', m.sender, 'body', m.body, 'at', utc_text(m.at)) order by m.id)
      from (select * from messages where submission_id = s.id order by id desc limit 200) m));
end $$;
