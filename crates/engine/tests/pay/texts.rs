//! Mapping and plan of a small shop.

pub(crate) const MAPPING: &str = r#"
[mapping]
name = "erp"
exported_at = 2026-04-01
[source.orders]
file = "orders.csv"
columns = { day = "date", net = "amount", cost = "amount" }
[source.payments]
file = "payments.csv"
columns = { day = "date", net = "amount" }
[source.returns]
file = "returns.csv"
columns = { day = "date", net = "amount" }
[source.shares]
file = "shares.csv"
columns = { share = "fraction" }
[table.bookings]
sql = "select id as key, day as date, who as person, net, cost, currency, offering, account from src.orders"
[table.payments]
sql = "select id as key, day as date, sale as booking, net, 'EUR' as currency from src.payments"
[table.reversals]
sql = "select id as key, day as date, sale as booking, kind, net, 'EUR' as currency from src.returns"
[table.credit_shares]
sql = "select sale || '/' || who as key, sale as booking, who as person, share, part as role from src.shares"
"#;

pub(crate) const PLAN: &str = r#"
[unit.all]
lead = "cfo"
[unit.north]
parent = "all"
lead = "eva"
[role.ae]
sells = true
[role.lead]
leads = true
[role.finance]
[person.ana]
keys = { erp = "ana" }
name = "Ana"
role = "ae"
unit = "north"
manager = "eva"
from = 2025-01-01
[person.ben]
keys = { erp = "ben" }
role = "ae"
unit = "north"
from = 2025-01-01
[person.eva]
keys = { erp = "eva" }
role = "lead"
unit = "north"
from = 2025-01-01
[person.cfo]
role = "finance"
unit = "all"
[offering.pumps]
keys = { erp = "pumps" }
[offering.service]
keys = { erp = "service" }

[pay.ae]
name = "Account executives"
roles = ["ae"]
on_target = "12 000 EUR"
base = "48 000 EUR"
from = 2026-01-01
until = 2027-01-01
hold = "20 %"
hold_until = "payment"
clawback = "original-rate"
clawback_on = ["cancel", "return"]

[[pay.ae.credit]]
id = "deals"
on = ["booking"]
to = "split"

[[pay.ae.measure]]
id = "sold"
sum = ["deals"]
over = "quarter"
quota_of = "net-revenue"

[[pay.ae.component]]
id = "commission"
of = "sold"
tier = [{ over = "0 %", rate = "5 %" }, { over = "100 %", rate = "10 %" }]

[pay.lead]
roles = ["lead"]
from = 2026-01-01
until = 2027-01-01

[[pay.lead.credit]]
id = "team"
to = "roll-up"
of = ["ae.deals"]

[[pay.lead.component]]
id = "override"
credit = ["team"]
rate = "1 %"

[measure.net-revenue]
table = "bookings"
value = "net"
time = "date"
person = "person"
unit = "money"
"#;
