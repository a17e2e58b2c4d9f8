-- Messages are reported as pins and comments are: to those who look after the site, and, in a community, to those who look after that.

alter table reports
    -- The message that it is about, by its channel and its number there. A message that is deleted takes its reports along: one that is
    -- marked by the statement that marks it (`store/db/message_edits`), and one whose row goes by the key.
    add column channel_id  uuid,
    add column message_seq bigint;

alter table reports
    add constraint reports_message_fkey foreign key (channel_id, message_seq) references messages on delete cascade,
    add constraint reports_message_check check ((channel_id is null) = (message_seq is null)),
    drop constraint reports_subject_check,
    add constraint reports_subject_check check (num_nonnulls(pin_id, comment_id, message_seq) = 1),
    drop constraint reports_once_key,
    add constraint reports_once_key unique nulls not distinct (reporter_id, pin_id, comment_id, channel_id, message_seq);

create index reports_message_idx on reports (channel_id, message_seq) where channel_id is not null;

alter table reported
    add column channel_id  uuid,
    add column message_seq bigint,
    add column kind        text not null generated always as
               (case when pin_id is not null then 'pin' when comment_id is not null then 'comment' else 'message' end) stored;

alter table reported
    add constraint reported_message_fkey foreign key (channel_id, message_seq) references messages on delete cascade,
    add constraint reported_message_check check ((channel_id is null) = (message_seq is null)),
    add constraint reported_message_key unique (channel_id, message_seq),
    drop constraint reported_subject_check,
    add constraint reported_subject_check check (num_nonnulls(pin_id, comment_id, message_seq) = 1);

-- How the queue of a community is walked.
create index reported_channels_idx on reported (channel_id, oldest_id) where open > 0 and channel_id is not null;

-- The reports about the same thing.
create function reports_about(about reported) returns setof reports
language sql stable parallel safe as $$
    select reports.* from reports
    where reports.pin_id = about.pin_id or reports.comment_id = about.comment_id
       or reports.channel_id = about.channel_id and reports.message_seq = about.message_seq
$$;

-- As before, with messages. Where many are deleted of which nobody has reported any, there is nothing to do.
create or replace function reports_gathered() returns trigger language plpgsql as $$
declare
    touched uuid[];
begin
    if not exists (select from changed) then
        return null;
    end if;
    if tg_op = 'INSERT' then
        insert into reported (id, pin_id, comment_id, channel_id, message_seq)
        select distinct on (pin_id, comment_id, channel_id, message_seq) id, pin_id, comment_id, channel_id, message_seq
        from changed order by pin_id, comment_id, channel_id, message_seq, id
        on conflict do nothing;
    end if;
    -- Locked first: what is counted after that is all that whoever held them has written.
    select array_agg(locked.id) into touched from (
        select reported.id from reported
        where reported.pin_id in (select pin_id from changed) or reported.comment_id in (select comment_id from changed)
           or (reported.channel_id, reported.message_seq) in (select channel_id, message_seq from changed)
        order by reported.id for update
    ) as locked;
    update reported set
        open = (select count(*) from reports_about(reported) as report where report.handled_at is null),
        oldest_id = (select report.id from reports_about(reported) as report
                     where report.handled_at is null order by report.id limit 1),
        handled_at = (select max(report.handled_at) from reports_about(reported) as report)
    where reported.id = any (touched);
    if tg_op = 'DELETE' then
        delete from reported where reported.id = any (touched) and open = 0 and handled_at is null;
    end if;
    return null;
end
$$;

-- The one rule of who reads a message by what was reported about it: whoever reads its channel, and, in a direct conversation, those who
-- look after the site. They read nothing else there. `case_id` is the name by which it was reported.
create function reported_messages(viewer uuid)
returns table (case_id uuid, channel_id uuid, seq bigint, author_id uuid, body text, sent_at timestamptz)
language sql stable parallel safe as $$
    select reported.id, message.channel_id, message.seq, message.author_id, message.body, message.sent_at
    from reported
    join messages as message on message.channel_id = reported.channel_id and message.seq = reported.message_seq
    join channels as channel on channel.id = message.channel_id
    where message.deleted_at is null
      and (exists (select from visible_channels(viewer) as seen where seen.id = channel.id)
           or channel.kind = 'direct' and channel.deleted_at is null and looks_after(viewer))
      and message.author_id <> all (array(select id from users where leaving_at is not null))
      and message.author_id <> all (array(select user_id from unseen(viewer)))
$$;

-- Members hear of messages that were removed.
alter table notices
    drop constraint notices_act_check,
    add constraint notices_act_check check (act in ('hide_pin', 'restore_pin', 'remove_pin', 'remove_comment', 'remove_message',
                                                    'warn_member', 'suspend_member', 'restore_member'));
