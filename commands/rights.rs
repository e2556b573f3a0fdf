//! Who may use a command: asked again here, because Discord's own check is a setting that can be wrong.

use serenity::all::{
    CommandId, CommandPermissionType, GuildId, Http, HttpError, Permissions, RoleId, UserId,
};

use crate::complaint::Complaint;
use crate::counting::counted;
use crate::respond::Asked;

/// Who may use a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rights {
    /// Everybody, everywhere.
    Everyone,
    /// Everybody, in a server.
    Members,
    /// Who may manage the server, or whom its admins gave the command (Server Settings → Integrations).
    Admins,
    /// Who has the role of the server's editors, and the admins.
    Editors,
}

impl Rights {
    /// Whether the asker has them.
    ///
    /// # Errors
    /// The complaint for one who has not.
    pub(crate) async fn check(self, asked: &Asked) -> Result<(), Complaint> {
        if self == Rights::Everyone {
            return Ok(());
        }
        let guild = asked.guild.ok_or(Complaint::NoServer)?;
        match self {
            Rights::Everyone | Rights::Members => Ok(()),
            _ if manages(asked.permissions) => Ok(()),
            Rights::Admins if is_given(asked, guild).await => Ok(()),
            Rights::Admins => Err(Complaint::NotAdmin),
            Rights::Editors => {
                let editors = asked.settings().await?.profile.editors;
                let has = editors.is_some_and(|role| asked.roles.iter().any(|own| own.get() == role));
                if has { Ok(()) } else { Err(Complaint::NotEditor) }
            }
        }
    }
}

fn manages(permissions: Permissions) -> bool {
    permissions.manage_guild() || permissions.administrator()
}

/// Whether the server's admins gave the command to the asker or to one of their roles.
async fn is_given(asked: &Asked, guild: GuildId) -> bool {
    let Some(command) = asked.command_id() else { return false };
    let http = &asked.http;
    match given(http, guild, command).await {
        Ok(given) => given.allows(asked.user, &asked.roles),
        Err(error) => {
            tracing::warn!(%error, "Discord did not tell who was given a command; only admins may use it");
            false
        }
    }
}

/// Whom a command is given to and taken from.
#[derive(Debug, Default)]
struct Given {
    users: Vec<(UserId, bool)>,
    roles: Vec<(RoleId, bool)>,
}

impl Given {
    /// A word for the person counts; else one of their roles suffices
    /// (<https://discord.com/developers/docs/interactions/application-commands#permissions>).
    fn allows(&self, user: UserId, roles: &[RoleId]) -> bool {
        if let Some((_, allowed)) = self.users.iter().find(|(id, _)| *id == user) {
            return *allowed;
        }
        self.roles.iter().any(|(id, allowed)| *allowed && roles.contains(id))
    }
}

async fn given(http: &Http, guild: GuildId, command: CommandId) -> Result<Given, serenity::Error> {
    let found = match counted(http.get_guild_command_permissions(guild, command)).await {
        Ok(found) => found,
        // Discord's answer where nobody has changed anything.
        Err(serenity::Error::Http(HttpError::UnsuccessfulRequest(response)))
            if response.status_code.as_u16() == 404 =>
        {
            return Ok(Given::default());
        }
        Err(error) => return Err(error),
    };
    let mut given = Given::default();
    for permission in found.permissions {
        let id = permission.id.get();
        match permission.kind {
            CommandPermissionType::User => given.users.push((UserId::new(id), permission.permission)),
            CommandPermissionType::Role => given.roles.push((RoleId::new(id), permission.permission)),
            _ => {}
        }
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_for_the_person_counts_before_roles() {
        let given = Given {
            users: vec![(UserId::new(1), false), (UserId::new(2), true)],
            roles: vec![(RoleId::new(7), true), (RoleId::new(8), false)],
        };
        for (user, roles, allowed) in [
            (1, vec![7], false),
            (2, vec![], true),
            (3, vec![7, 8], true),
            (3, vec![8], false),
            (3, vec![], false),
        ] {
            let roles: Vec<RoleId> = roles.into_iter().map(RoleId::new).collect();
            assert_eq!(given.allows(UserId::new(user), &roles), allowed, "{user} {roles:?}");
        }
    }
}
