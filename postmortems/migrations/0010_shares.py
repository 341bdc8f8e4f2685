import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_invitation'),
        ('accounts', '__first__'),
        ('postmortems', '0009_checks'),
    ]

    operations = [
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience_name', models.TextField()),
                ('at', models.DateTimeField()),
                ('seq', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(blank=True, default='', max_length=64)),
                ('note', models.TextField(blank=True, default='')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='share',
            name='audience',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='postmortems.distribution'),
        ),
        migrations.AddField(
            model_name='share',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='share',
            name='postmortem',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='postmortems.postmortem'),
        ),
        migrations.AddField(
            model_name='share',
            name='recipients',
            field=models.ManyToManyField(blank=True, related_name='shared_postmortems', to=settings.AUTH_USER_MODEL),
        ),
    ]
