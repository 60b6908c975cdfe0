-- What contracts were worth that were not renewed in the twelve months to the day of the review, and whether any is told.
select (select count(*) from renewals) + (select count(*) from bookings where kind = 'churn') as told,
       (select coalesce(sum(converted(r.amount, r.currency, coalesce(r.decided, r.due))), 0)
        from   renewals r
        where  days(coalesce(r.decided, r.due), as_of()) between 0 and 365
        and    lower(trim(r.outcome)) in ('lost', 'closed lost', 'churned', 'churn', 'cancelled', 'canceled', 'terminated', 'not renewed', 'expired', 'no'))
       - (select coalesce(sum(converted(b.net, b.currency, b.date)), 0)
          from bookings b where b.kind = 'churn' and b.net < 0 and days(b.date, as_of()) between 0 and 365) as lost
