-- Members are told what those who look after a community did about them there: a ban, a time-out, a removal, a role, a message removed. It
-- names nobody, and goes with the community.

alter table notices
    -- The community; `subject` is what it was called. The reason may be missing.
    add column community_id    uuid references communities on delete cascade,
    -- Until when they may not write there, where it is that.
    add column timed_out_until timestamptz,
    drop constraint notices_kind_check,
    add constraint notices_kind_check check (kind in ('like', 'follow', 'comment', 'mention', 'moderation', 'community')),
    drop constraint notices_subject_check,
    add constraint notices_subject_check check ((kind in ('follow', 'moderation', 'community')) = (pin_id is null)),
    drop constraint notices_act_check,
    add constraint notices_act_check check (case kind
        when 'moderation' then act in ('hide_pin', 'restore_pin', 'remove_pin', 'remove_comment', 'remove_message',
                                       'warn_member', 'suspend_member', 'restore_member')
        when 'community' then act in ('ban', 'time_out', 'remove_member', 'make_moderator', 'hand_over', 'remove_message')
    end),
    drop constraint notices_moderation_check,
    add constraint notices_moderation_check check ((kind in ('moderation', 'community')) = (act is not null)
                                            and (act is null) = (subject is null)
                                            and (kind = 'community' or (act is null) = (reason is null))),
    add constraint notices_community_check check ((kind = 'community') = (community_id is not null)
                                           and (timed_out_until is null or kind = 'community' and act = 'time_out'));

-- As before; and of what was done about a member in a community more than once, the last is told until they have read it. Each message that
-- is removed is told by itself.
drop index notices_unread_key;
create unique index notices_unread_key on notices (user_id, kind, pin_id) nulls not distinct
    where read_at is null and kind not in ('mention', 'moderation', 'community');
create unique index notices_community_key on notices (user_id, community_id, act)
    where read_at is null and kind = 'community' and act <> 'remove_message';
create index notices_community_idx on notices (community_id) where community_id is not null;
