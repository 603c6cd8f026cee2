//! SQL types that both engines share, and the macros that make a crate's own ids and codes.
//!
//! | type | PostgreSQL | SQLite |
//! |---|---|---|
//! | an id | `uuid` | 16-byte blob |
//! | [`Instant`] | `timestamptz` | integer microseconds since 1970, UTC |
//! | [`Json`] | `jsonb` | text |
//! | civil date | `date` | text, ISO 8601 |

use crate::MultiBackend;
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::{Pg, PgValue},
    query_builder::QueryId,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{self, BigInt, HasSqlType, SqlType},
    sqlite::Sqlite,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::io::Write;

/// An id whose table does not matter here (an event's subject).
#[derive(SqlType, QueryId, Debug, Clone, Copy, Default)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951), sqlite_type(name = "Binary"))]
pub struct Uid;

/// A moment, stored as UTC microseconds.
#[derive(SqlType, QueryId, Debug, Clone, Copy, Default)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185), sqlite_type(name = "Long"))]
pub struct Utc;

/// A JSON document.
#[derive(SqlType, QueryId, Debug, Clone, Copy, Default)]
#[diesel(postgres_type(oid = 3802, array_oid = 3807), sqlite_type(name = "Text"))]
pub struct Jsonb;

impl sql_types::SqlOrd for Utc {}

impl sql_types::SqlOrd for Uid {}

macro_rules! known {
    ($($t:ty),*) => {$(impl HasSqlType<$t> for MultiBackend {
        fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
            MultiBackend::lookup_sql_type::<$t>(lookup)
        }
    })*};
}
known!(Uid, Utc, Jsonb);

/// Forwards diesel's generated two-engine backend to the two real ones, for a type of our own.
#[macro_export]
macro_rules! multi {
    ($t:ty => $st:ty $(, $g:ident: $b:path)?) => {
        impl$(<$g: $b>)? ::diesel::deserialize::FromSql<$st, $crate::MultiBackend> for $t {
            fn from_sql(v: $crate::MultiRawValue<'_>) -> ::diesel::deserialize::Result<Self> {
                v.from_sql::<$t, $st>()
            }
        }
        impl$(<$g: $b>)? ::diesel::serialize::ToSql<$st, $crate::MultiBackend> for $t {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, $crate::MultiBackend>,
            ) -> ::diesel::serialize::Result {
                out.set_value((<$st>::default(), self));
                Ok(::diesel::serialize::IsNull::No)
            }
        }
    };
}

/// `strict_id!(PersonId, PersonUid)`: a UUIDv7 key with a SQL type of its own, so that a query which compares
/// the ids of two different tables does not compile.
#[macro_export]
macro_rules! strict_id {
    ($(#[$doc:meta])* $n:ident, $st:ident) => {
        #[doc = concat!("SQL type of [`", stringify!($n), "`].")]
        #[derive(::diesel::sql_types::SqlType, ::diesel::query_builder::QueryId, Debug, Clone, Copy, Default)]
        #[diesel(postgres_type(oid = 2950, array_oid = 2951), sqlite_type(name = "Binary"))]
        pub struct $st;
        impl ::diesel::sql_types::SqlOrd for $st {}
        impl ::diesel::sql_types::HasSqlType<$st> for $crate::MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                $crate::MultiBackend::lookup_sql_type::<$st>(lookup)
            }
        }
        $crate::id_type!($(#[$doc])* $n, $st);
    };
}

/// An id over an existing SQL type; most tables want [`strict_id!`].
#[macro_export]
macro_rules! id_type {
    ($(#[$doc:meta])* $n:ident, $st:ty) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, ::serde::Serialize, ::serde::Deserialize,
            ::diesel::expression::AsExpression, ::diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = $st)]
        pub struct $n(pub ::uuid::Uuid);
        impl $n {
            /// A fresh id; they sort by the moment they were made.
            #[expect(clippy::new_without_default, reason = "an id is made on purpose, never by default")]
            pub fn new() -> Self {
                Self($crate::ids::next())
            }
        }
        impl ::std::fmt::Display for $n {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl ::std::str::FromStr for $n {
            type Err = ::uuid::Error;
            fn from_str(s: &str) -> ::std::result::Result<Self, ::uuid::Error> {
                s.parse().map(Self)
            }
        }
        impl ::diesel::deserialize::FromSql<$st, ::diesel::pg::Pg> for $n {
            fn from_sql(v: ::diesel::pg::PgValue<'_>) -> ::diesel::deserialize::Result<Self> {
                Ok(Self(::uuid::Uuid::from_slice(v.as_bytes())?))
            }
        }
        impl ::diesel::deserialize::FromSql<$st, ::diesel::sqlite::Sqlite> for $n {
            fn from_sql(mut v: $crate::types::SqVal<'_, '_, '_>) -> ::diesel::deserialize::Result<Self> {
                Ok(Self(::uuid::Uuid::from_slice(v.read_blob())?))
            }
        }
        impl ::diesel::serialize::ToSql<$st, ::diesel::pg::Pg> for $n {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>,
            ) -> ::diesel::serialize::Result {
                ::std::io::Write::write_all(out, self.0.as_bytes())?;
                Ok(::diesel::serialize::IsNull::No)
            }
        }
        impl ::diesel::serialize::ToSql<$st, ::diesel::sqlite::Sqlite> for $n {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::sqlite::Sqlite>,
            ) -> ::diesel::serialize::Result {
                out.set_value(&self.0.as_bytes()[..]);
                Ok(::diesel::serialize::IsNull::No)
            }
        }
        $crate::multi!($n => $st);
    };
}

/// The value that SQLite hands to `FromSql`; named here so that the id macros need no import.
pub type SqVal<'a, 'b, 'c> = diesel::sqlite::SqliteValue<'a, 'b, 'c>;
id_type!(
    /// Any id, where its table is told by another column.
    AnyId,
    Uid
);

/// A closed set of states or kinds, stored as its code. `coded! { pub enum Role { FrontDoor = "front-door" } }`
#[macro_export]
macro_rules! coded {
    ($(#[$m:meta])* $v:vis enum $n:ident { $($(#[$vm:meta])* $k:ident = $s:literal),+ $(,)? }) => {
        $(#[$m])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord,
            ::diesel::expression::AsExpression, ::diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = ::diesel::sql_types::Text)]
        $v enum $n { $($(#[$vm])* $k),+ }
        impl $n {
            /// Every value, in the order in which people expect them.
            pub const ALL: &'static [$n] = &[$($n::$k),+];
            /// The stable code that is stored and sent.
            pub const fn code(self) -> &'static str {
                match self { $($n::$k => $s),+ }
            }
            /// The value with this code.
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($s => Some($n::$k),)+ _ => None }
            }
        }
        impl ::serde::Serialize for $n {
            fn serialize<S: ::serde::Serializer>(&self, s: S) -> ::std::result::Result<S::Ok, S::Error> {
                s.serialize_str(self.code())
            }
        }
        impl<'de> ::serde::Deserialize<'de> for $n {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> ::std::result::Result<Self, D::Error> {
                let code = <::std::string::String as ::serde::Deserialize>::deserialize(d)?;
                Self::parse(&code).ok_or_else(|| ::serde::de::Error::custom(format!("unknown code {code:?}")))
            }
        }
        impl<DB: ::diesel::backend::Backend> ::diesel::deserialize::FromSql<::diesel::sql_types::Text, DB> for $n
        where
            String: ::diesel::deserialize::FromSql<::diesel::sql_types::Text, DB>,
        {
            fn from_sql(v: DB::RawValue<'_>) -> ::diesel::deserialize::Result<Self> {
                let code = <String as ::diesel::deserialize::FromSql<::diesel::sql_types::Text, DB>>::from_sql(v)?;
                Self::parse(&code).ok_or_else(|| format!("unknown code {code:?}").into())
            }
        }
        impl<DB: ::diesel::backend::Backend> ::diesel::serialize::ToSql<::diesel::sql_types::Text, DB> for $n
        where
            str: ::diesel::serialize::ToSql<::diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, DB>,
            ) -> ::diesel::serialize::Result {
                <str as ::diesel::serialize::ToSql<::diesel::sql_types::Text, DB>>::to_sql(self.code(), out)
            }
        }
    };
}

/// Microseconds since 1970-01-01T00:00Z: what both engines hold without loss.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow, Serialize, Deserialize,
)]
#[diesel(sql_type = Utc)]
pub struct Instant(pub i64);

/// PostgreSQL counts from 2000-01-01.
const PG_EPOCH: i64 = 946_684_800_000_000;

impl FromSql<Utc, Pg> for Instant {
    fn from_sql(v: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(<i64 as FromSql<BigInt, Pg>>::from_sql(v)? + PG_EPOCH))
    }
}

impl ToSql<Utc, Pg> for Instant {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&(self.0 - PG_EPOCH).to_be_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Utc, Sqlite> for Instant {
    fn from_sql(mut v: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(v.read_long()))
    }
}

impl ToSql<Utc, Sqlite> for Instant {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0);
        Ok(IsNull::No)
    }
}
multi!(Instant => Utc);

/// A document in a JSON column.
#[derive(Debug, Clone, PartialEq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Jsonb)]
pub struct Json<T: Doc>(pub T);

/// What may be kept in a [`Json`] column.
pub trait Doc: Serialize + DeserializeOwned + std::fmt::Debug + Send + Sync + 'static {}

impl<T: Serialize + DeserializeOwned + std::fmt::Debug + Send + Sync + 'static> Doc for T {}

impl<T: Doc> FromSql<Jsonb, Pg> for Json<T> {
    fn from_sql(v: PgValue<'_>) -> deserialize::Result<Self> {
        // jsonb's binary form is one version byte, then the text
        match v.as_bytes() {
            [1, text @ ..] => Ok(Self(serde_json::from_slice(text)?)),
            _ => Err("unknown jsonb version".into()),
        }
    }
}

impl<T: Doc> ToSql<Jsonb, Pg> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&[1])?;
        serde_json::to_writer(out, &self.0)?;
        Ok(IsNull::No)
    }
}

impl<T: Doc> FromSql<Jsonb, Sqlite> for Json<T> {
    fn from_sql(mut v: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(serde_json::from_str(v.read_text())?))
    }
}

impl<T: Doc> ToSql<Jsonb, Sqlite> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(serde_json::to_string(&self.0)?);
        Ok(IsNull::No)
    }
}
multi!(Json<T> => Jsonb, T: Doc);

/// Lets a table of this crate meet a table of another in one query (diesel's own macro cannot: the orphan rule).
#[macro_export]
macro_rules! beside {
    ($($mine:ident + $theirs:ident),* $(,)?) => {$(
        impl ::diesel::query_source::TableNotEqual<$theirs::table> for $mine::table {}
        impl ::diesel::query_source::TableNotEqual<$mine::table> for $theirs::table {}
    )*};
}
