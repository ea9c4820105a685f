//! What only shows from within: settings of a connection, and a commit nobody may believe.
